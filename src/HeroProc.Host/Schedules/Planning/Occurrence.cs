namespace HeroProc.Host.Schedules.Planning;

/// <summary>An occurrence that will run.</summary>
/// <param name="PlannedAt">When it was planned, Unix milliseconds; with the schedule's id this is its identity.</param>
/// <param name="FiredAt">When it was decided to run, Unix milliseconds; 0 while it waits. Kept, so that a repetition after a crash says the same.</param>
/// <param name="CatchUp">True when it is made up for.</param>
/// <param name="Free">True when it runs beside others, whatever the schedule's own limits are.</param>
internal readonly record struct Occurrence(long PlannedAt, long FiredAt, bool CatchUp, bool Free = false);
