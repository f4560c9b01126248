using HeroProc.Journal;

namespace HeroProc.Events.Retention;

/// <summary>Decides which segments of the journal have had their time. Pure.</summary>
internal static class RetentionCut
{
    /// <summary>The first record to keep.</summary>
    /// <param name="segments">The segments, oldest first; at least one.</param>
    /// <param name="options">How long and how much.</param>
    /// <param name="now">Now.</param>
    /// <param name="neededFrom">The first record that somebody has yet to read: its segment stays, and all after it.</param>
    public static long FirstKept(IReadOnlyList<JournalSegmentInfo> segments, RetentionOptions options, DateTimeOffset now, long neededFrom)
    {
        var oldest = now - TimeSpan.FromDays(options.Days);
        var bytes = segments.Sum(static segment => segment.Bytes);
        var kept = 0;
        // The newest is written to and always stays. A segment's last record is older than the next segment's beginning.
        while (kept < segments.Count - 1
            && segments[kept].LastSeq < neededFrom
            && (segments[kept + 1].Created <= oldest || bytes > options.MaxBytes))
        {
            bytes -= segments[kept].Bytes;
            kept++;
        }

        return segments[kept].FirstSeq;
    }
}
