using System.Text.Json;
using System.Text.Json.Serialization;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>A value whose converter refuses everything, in words nobody should see.</summary>
[JsonConverter(typeof(PickyConverter))]
internal sealed record Picky;

internal sealed record PickyParams(Picky Value);

/// <summary>Params whose default does not survive source-generated JSON.</summary>
internal sealed record ForgetfulParams
{
    public int Count { get; init; } = 3;
}

internal sealed class PickyConverter : JsonConverter<Picky>
{
    public override Picky Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException($"{typeToConvert.FullName} is picky");

    public override void Write(Utf8JsonWriter writer, Picky value, JsonSerializerOptions options) => writer.WriteNullValue();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PickyParams))]
[JsonSerializable(typeof(ForgetfulParams))]
[JsonSerializable(typeof(HeroProc.Extensibility.Jobs.RetryPolicy))]
[JsonSerializable(typeof(HeroProc.Extensibility.Schedules.SchedulePolicy))]
internal sealed partial class PickyJson : JsonSerializerContext;
