namespace HeroProc.Host.Schedules.Running;

/// <summary>Something happened to an occurrence.</summary>
/// <param name="Entry">Its schedule.</param>
/// <param name="PlannedAt">Its planned time.</param>
/// <param name="Outcome">How its firing ended; null when the occurrence itself ended.</param>
internal readonly record struct EngineEvent(ScheduleEntry Entry, long PlannedAt, FiringOutcome? Outcome);
