namespace HeroProc.Journal;

/// <summary>Where a record lies. Stays right for as long as its segment is kept; a dropped segment's positions are never reused.</summary>
/// <param name="Segment">The first sequence number of the segment, which is also its name.</param>
/// <param name="Offset">Bytes from the start of the segment's file to the record's frame.</param>
public readonly record struct JournalPosition(long Segment, long Offset);
