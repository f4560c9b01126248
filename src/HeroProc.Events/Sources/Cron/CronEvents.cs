using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Sources.Cron;

/// <summary>A firing as an event. A firing told again is the same event, because its occurrence is its dedupe key.</summary>
internal static class CronEvents
{
    /// <summary>The type of the event.</summary>
    public const string Type = "schedule.fired";

    public static NewEvent Of(ScheduleFiring firing) => new()
    {
        Type = Type,
        Subject = firing.ScheduleId,
        Timestamp = (ulong)firing.FiredAt,
        DedupeKey = firing.OccurrenceId,
        Payload = JsonSerializer.SerializeToUtf8Bytes(
            new ScheduleFired(firing.ScheduleId, firing.PlannedAt, firing.FiredAt, firing.CatchUp), CronJson.Default.ScheduleFired),
    };

    /// <summary>Throws when the event is not kept, so that the scheduler tells the firing again. A source that takes none is no fault.</summary>
    public static void Check(IntakeResult result)
    {
        if (result is not (IntakeResult.Accepted or IntakeResult.NoSuchSource or IntakeResult.SourceDisabled))
        {
            throw new IOException($"The firing of a schedule could not be kept as an event: {result.GetType().Name}.");
        }
    }
}
