namespace HeroProc.Journal;

/// <summary>What a walk through one segment found.</summary>
internal sealed class SegmentScan
{
    /// <summary>Offset one past the last record kept.</summary>
    public long End { get; set; } = Segment.DataStart;

    /// <summary>The last number accounted for, readable or damaged.</summary>
    public long LastSeq { get; set; }

    public long Records { get; set; }

    /// <summary>From here on nothing proves that the bytes ever reached the disk: they may only be in the system's cache.</summary>
    public long UnprovenFrom { get; set; } = Segment.DataStart;

    public TornTail? Torn { get; set; }

    public List<DamagedRegion> Damaged { get; } = [];

    public List<(long Seq, long Offset)> Index { get; } = [];
}
