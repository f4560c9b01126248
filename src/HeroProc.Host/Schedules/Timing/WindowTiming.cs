namespace HeroProc.Host.Schedules.Timing;

/// <summary>The part of another timing that lies in a window of time.</summary>
/// <param name="inner">The whole.</param>
/// <param name="start">Unix milliseconds of the first moment inside.</param>
/// <param name="end">Unix milliseconds of the first moment behind it.</param>
internal sealed class WindowTiming(ITiming inner, long start, long end) : ITiming
{
    public long? NextAfter(long after) => inner.NextAfter(Math.Max(after, start - 1)) is { } next && next < end ? next : null;
}
