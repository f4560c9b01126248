using System.Text.Json.Serialization;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.LiteDb;

/// <summary>How records are written into the index: snake_case, what says nothing left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventEntry))]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(EventSource))]
[JsonSerializable(typeof(EventTrigger))]
[JsonSerializable(typeof(IndexMeta))]
[JsonSerializable(typeof(SourceTally))]
[JsonSerializable(typeof(TriggerTally))]
[JsonSerializable(typeof(Zone))]
[JsonSerializable(typeof(NearMiss))]
[JsonSerializable(typeof(SessionMark))]
[JsonSerializable(typeof(FileMark))]
internal sealed partial class IndexJson : JsonSerializerContext;
