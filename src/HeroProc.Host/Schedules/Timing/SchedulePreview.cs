namespace HeroProc.Host.Schedules.Timing;

/// <summary>When a schedule will fire: the very timing that the run asks.</summary>
internal static class SchedulePreview
{
    /// <summary>Planned time and time of firing of the next occurrences after a moment, Unix milliseconds; fewer when there are no more.</summary>
    public static IEnumerable<(long PlannedAt, long FiresAt)> Of(ITiming timing, long jitter, long after, int count)
    {
        for (var next = timing.NextAfter(after); next is { } planned && count-- > 0; next = timing.NextAfter(planned))
        {
            yield return (planned, planned + jitter);
        }
    }
}
