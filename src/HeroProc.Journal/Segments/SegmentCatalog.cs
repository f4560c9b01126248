namespace HeroProc.Journal;

/// <summary>The segments kept, in order. Readers take the list as it is; the writer adds at the end, dropping takes from the front.</summary>
internal sealed class SegmentCatalog : IDisposable
{
    private readonly Lock _gate = new();
    private Segment[] _segments;

    public SegmentCatalog(IEnumerable<Segment> segments) => _segments = [.. segments];

    public IReadOnlyList<Segment> All => Volatile.Read(ref _segments);

    public Segment Last => Volatile.Read(ref _segments)[^1];

    /// <summary>Adds the newest; an empty one with the same first number is replaced.</summary>
    public void Add(Segment segment)
    {
        lock (_gate)
        {
            var last = _segments[^1];
            var replaces = last.FirstSeq == segment.FirstSeq;
            Volatile.Write(ref _segments, [.. replaces ? _segments[..^1] : _segments, segment]);
            if (replaces)
                last.Dispose();
        }
    }

    public void RemoveFirst(Segment segment)
    {
        lock (_gate)
        {
            if (_segments.Length < 2 || _segments[0] != segment)
                throw new InvalidOperationException($"Segment {segment.FirstSeq} is not the oldest one, or is the only one.");
            Volatile.Write(ref _segments, _segments[1..]);
            segment.Dispose();
        }
    }

    /// <summary>The segment the number belongs to; the oldest one for a number before all, never null.</summary>
    public Segment Find(long seq)
    {
        var segments = Volatile.Read(ref _segments);
        for (var i = segments.Length - 1; i > 0; i--)
        {
            if (segments[i].FirstSeq <= seq)
                return segments[i];
        }

        return segments[0];
    }

    /// <summary>The segment that begins exactly there.</summary>
    public Segment? Exact(long firstSeq)
    {
        var segment = Find(firstSeq);
        return segment.FirstSeq == firstSeq ? segment : null;
    }

    /// <summary>The one behind, or the one that replaced it while it was empty; null when it is the newest.</summary>
    public Segment? After(Segment segment)
    {
        foreach (var candidate in Volatile.Read(ref _segments))
        {
            if (candidate.FirstSeq >= segment.FirstSeq && candidate != segment)
                return candidate;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.Dispose();
    }
}
