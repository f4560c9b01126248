namespace HeroProc.Journal;

/// <summary>Bytes of a segment that were on disk once and are no longer what was written. They stay where they are; readers pass over them.</summary>
/// <param name="Segment">The segment's first sequence number.</param>
/// <param name="Offset">The first bad byte.</param>
/// <param name="Bytes">How many; 0 when records are missing without a trace, as with a deleted segment file.</param>
/// <param name="FirstMissingSeq">The first sequence number that cannot be read because of it.</param>
/// <param name="LastMissingSeq">The last one; one before the first when no record is missing.</param>
/// <param name="SetAside">The file in the journal's folder that holds a copy of the bytes; null when there are none or the copy failed.</param>
public sealed record DamagedRegion(
    long Segment, long Offset, long Bytes, long FirstMissingSeq, long LastMissingSeq, string? SetAside);
