namespace HeroProc.Extensibility.Schedules;

/// <summary>Receives the firings of the schedules of one owner. Register it as a singleton of this type.</summary>
public interface IScheduleTarget
{
    /// <summary>The part of a schedule id before the colon.</summary>
    string Owner { get; }

    /// <summary>
    /// An occurrence is due. The scheduler repeats the call after a crash until it has returned once: the target makes it
    /// happen once by <see cref="ScheduleFiring.OccurrenceId"/>. Returning means the occurrence is durable with the target.
    /// </summary>
    ValueTask FireAsync(ScheduleFiring firing, CancellationToken cancellationToken);
}

/// <summary>One occurrence of a schedule.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="PlannedAt">When it was planned, Unix milliseconds, before jitter.</param>
/// <param name="FiredAt">When it was fired, Unix milliseconds.</param>
/// <param name="CatchUp">True when it is made up for after a downtime.</param>
public sealed record ScheduleFiring(string ScheduleId, long PlannedAt, long FiredAt, bool CatchUp)
{
    /// <summary>Schedule and planned time: the same for every repetition of the same occurrence.</summary>
    public string OccurrenceId => $"{ScheduleId}@{PlannedAt}";
}
