namespace HeroProc.Host.Schedules.Timing;

/// <summary>The planned times of a policy, before jitter. Immutable, without clock, thread-safe: the run and the preview ask the same one.</summary>
internal interface ITiming
{
    /// <summary>The first planned time after the given one, both Unix milliseconds; null when there is none any more.</summary>
    long? NextAfter(long after);
}
