namespace HeroProc.Journal;

/// <summary>One segment file.</summary>
/// <param name="FirstSeq">Its first sequence number.</param>
/// <param name="LastSeq">Its last; one before the first when it is empty.</param>
/// <param name="Records">Readable records in it.</param>
/// <param name="Bytes">Bytes up to its durable end.</param>
/// <param name="Created">When it was begun, UTC.</param>
public readonly record struct JournalSegmentInfo(long FirstSeq, long LastSeq, long Records, long Bytes, DateTimeOffset Created);
