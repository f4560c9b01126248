namespace HeroProc.Events.Store;

/// <summary>What opening the index found.</summary>
/// <param name="AppliedSeq">The record it stands at; the owner applies those after it.</param>
/// <param name="Rebuilt">True when there was an index that had to be thrown away or replaced by a backup.</param>
/// <param name="Note">What was found, for the log and the operator; null when all was well.</param>
public sealed record StoreOpening(long AppliedSeq, bool Rebuilt, string? Note);

/// <summary>A copy of the index.</summary>
/// <param name="FileName">Its name in the backup folder.</param>
/// <param name="AppliedSeq">The record it stands at.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StoreBackup(string FileName, long AppliedSeq, long Bytes);
