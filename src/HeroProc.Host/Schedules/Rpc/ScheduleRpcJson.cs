using System.Text.Json.Serialization;

namespace HeroProc.Host.Schedules.Rpc;

/// <summary>How the schedule methods are written on the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScheduleIdParams))]
[JsonSerializable(typeof(ScheduleListParams))]
[JsonSerializable(typeof(ScheduleListResult))]
[JsonSerializable(typeof(ScheduleStatusResult))]
[JsonSerializable(typeof(SchedulePreviewParams))]
[JsonSerializable(typeof(SchedulePreviewResult))]
[JsonSerializable(typeof(ScheduleBackfillParams))]
[JsonSerializable(typeof(ScheduleBackfillResult))]
[JsonSerializable(typeof(SchedulePauseParams))]
[JsonSerializable(typeof(SchedulePausedResult))]
internal sealed partial class ScheduleRpcJson : JsonSerializerContext;
