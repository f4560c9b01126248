using System.Text.Json.Serialization;
using HeroProc.Events.Intake;

namespace HeroProc.Events.Journal;

/// <summary>How facts are written: snake_case, nulls left out. What stands on disk is read by every later version.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ConfigurationChanged))]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(EventRouted))]
[JsonSerializable(typeof(DeliveriesChanged))]
[JsonSerializable(typeof(EventCarried))]
[JsonSerializable(typeof(KeysRemembered))]
internal sealed partial class FactJson : JsonSerializerContext;
