namespace HeroProc.Events.Intake;

/// <summary>How fast each source may bring events: a bucket a source, filled by the second. Thread-safe.</summary>
/// <param name="perSecond">Events in a second and at once; 0 is no limit.</param>
/// <param name="time">The clock; a step back fills nothing.</param>
internal sealed class SourceRates(int perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    // One for each source that exists or existed in this life: registration bounds how many.
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one event's worth.</summary>
    /// <returns>Null when there was room, else how long to wait; nothing is taken then.</returns>
    public TimeSpan? Take(string sourceId)
    {
        if (perSecond == 0)
        {
            return null;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            var bucket = _buckets.GetValueOrDefault(sourceId, new Bucket(perSecond, now));
            var filled = Math.Min(perSecond, bucket.Events + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
            var isOpen = filled >= 1;
            _buckets[sourceId] = new Bucket(isOpen ? filled - 1 : filled, now);
            return isOpen ? null : TimeSpan.FromSeconds((1 - filled) / perSecond);
        }
    }

    private readonly record struct Bucket(double Events, long At);
}
