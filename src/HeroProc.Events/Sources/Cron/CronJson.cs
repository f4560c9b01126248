using System.Text.Json.Serialization;

namespace HeroProc.Events.Sources.Cron;

/// <summary>How configs and payloads of cron sources are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CronSourceConfig))]
[JsonSerializable(typeof(ScheduleFired))]
internal sealed partial class CronJson : JsonSerializerContext;
