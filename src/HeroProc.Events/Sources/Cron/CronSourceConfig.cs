using System.Text.Json;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Sources.Cron;

/// <summary>Config of a cron source: a schedule of its own, or a scheduled action whose firings become events. Exactly one of them.</summary>
/// <remarks>Positional, because source-generated JSON knows the defaults of constructor parameters but not of init properties.</remarks>
/// <param name="SchedulePolicy">The schedule of its own.</param>
/// <param name="Action">The name of the action.</param>
internal sealed record CronSourceConfig(SchedulePolicy? SchedulePolicy = null, string? Action = null)
{
    /// <summary>The config, or its fault with a path seen from the source. What the schedule means is for the scheduler to check.</summary>
    public static (CronSourceConfig? Config, FieldError? Fault) Parse(EventSource source)
    {
        if (source.Config is not { ValueKind: JsonValueKind.Object } json)
        {
            return (null, new FieldError("config", "Missing: a cron source needs schedule_policy or action."));
        }

        try
        {
            var config = json.Deserialize(CronJson.Default.CronSourceConfig)!;
            return (config.SchedulePolicy is null) == (config.Action is null)
                ? (null, new FieldError("config", "Exactly one of schedule_policy and action is expected."))
                : (config, null);
        }
        catch (JsonException exception)
        {
            // The parser's own words name types of ours; its path is that of the sender.
            return (null, new FieldError($"config{exception.Path?.TrimStart('$')}", "Is not known here, or holds a value of another kind than expected."));
        }
    }
}
