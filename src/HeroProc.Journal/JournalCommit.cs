namespace HeroProc.Journal;

/// <summary>One group that reached the disk with one sync.</summary>
/// <param name="Appends">How many calls were answered by it.</param>
/// <param name="Records">How many records it held.</param>
/// <param name="Bytes">How many bytes were written, frames included.</param>
/// <param name="Elapsed">From the start of the write to the return of the sync.</param>
public readonly record struct JournalCommit(int Appends, int Records, long Bytes, TimeSpan Elapsed);
