namespace HeroProc.Journal;

/// <summary>What opening found and did.</summary>
/// <param name="Records">Records kept and readable.</param>
/// <param name="FirstSeq">The lowest sequence number kept; one past <paramref name="LastSeq"/> when there is none.</param>
/// <param name="LastSeq">The highest sequence number in use; the next append gets one more.</param>
/// <param name="Torn">The unacknowledged tail that was cut off; null when the journal ended cleanly.</param>
/// <param name="Damaged">Places where records that were on disk can no longer be read; empty in a whole journal.</param>
public sealed record JournalRecovery(
    long Records, long FirstSeq, long LastSeq, TornTail? Torn, IReadOnlyList<DamagedRegion> Damaged);
