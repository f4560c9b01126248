namespace HeroProc.Events.Sources.Cron;

/// <summary>The payload of an event <c>schedule.fired</c>.</summary>
/// <param name="Schedule">The schedule's id, as <c>schedule.status</c> takes it.</param>
/// <param name="PlannedAt">When it was planned, Unix milliseconds.</param>
/// <param name="FiredAt">When it fired, Unix milliseconds.</param>
/// <param name="CatchUp">True when it was made up for after a downtime.</param>
internal sealed record ScheduleFired(string Schedule, long PlannedAt, long FiredAt, bool CatchUp);
