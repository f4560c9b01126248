namespace HeroProc.Journal;

/// <summary>What dropping did.</summary>
/// <param name="Segments">Segments dropped, oldest first.</param>
/// <param name="Bytes">Bytes given back.</param>
/// <param name="Failure">Why it stopped early; null when everything asked for is gone. The rest goes with the next call.</param>
public readonly record struct JournalDropResult(int Segments, long Bytes, StorageFailure? Failure);
