namespace HeroProc.Journal;

/// <summary>Sizes, from counters kept while appending; reading them touches no file.</summary>
/// <param name="FirstSeq">The lowest sequence number still kept; one past <paramref name="DurableSeq"/> in an empty journal.</param>
/// <param name="DurableSeq">The highest sequence number on disk; 0 before the first.</param>
/// <param name="Records">Readable records kept.</param>
/// <param name="Bytes">Bytes of all kept segments up to their durable ends.</param>
/// <param name="Segments">Segment files kept.</param>
/// <param name="QueuedRecords">Records handed in and not yet answered.</param>
/// <param name="QueuedBytes">Their bytes.</param>
public readonly record struct JournalStats(
    long FirstSeq, long DurableSeq, long Records, long Bytes, int Segments, int QueuedRecords, long QueuedBytes);
