namespace HeroProc.Host.Schedules.Timing;

/// <summary>Every so many milliseconds from an anchor on. The anchor is kept with the schedule, so that a restart does not shift it.</summary>
internal sealed class IntervalTiming(long anchor, long interval) : ITiming
{
    public long? NextAfter(long after) => after < anchor ? anchor : anchor + ((((after - anchor) / interval) + 1) * interval);
}
