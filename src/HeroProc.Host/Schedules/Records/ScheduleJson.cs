using System.Text.Json.Serialization;
using HeroProc.Host.Schedules.Planning;

namespace HeroProc.Host.Schedules.Records;

/// <summary>How schedules are written on disk. Lists are always written: source-generated reading knows no defaults of init properties.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScheduleState))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
