using System.Text.Json.Serialization;
using HeroProc.Extensibility.Actions;

namespace HeroProc.Host.Jobs.Records;

/// <summary>How records are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobState))]
[JsonSerializable(typeof(JobDefinition))]
[JsonSerializable(typeof(ActionSpec))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
internal sealed partial class LedgerJson : JsonSerializerContext;
