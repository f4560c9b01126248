namespace HeroProc.Journal;

/// <summary>One durable record as read back, its checksum verified.</summary>
/// <param name="Seq">Its sequence number; the first record ever has 1, each next one more.</param>
/// <param name="Position">Where it lies, for <see cref="RecordJournal.ReadAt"/>.</param>
/// <param name="Kind">The kind it was appended with.</param>
/// <param name="Head">The first part. The memory is never written again and may be kept; keeping it keeps the block of up to 64 KiB it was read with.</param>
/// <param name="Body">The second part; same promise.</param>
/// <param name="MissingBefore">
/// How many sequence numbers between the one read before (or asked for) and this one cannot be read: damaged, or dropped
/// with their segment. 0 in a whole journal.
/// </param>
public readonly record struct JournalEntry(
    long Seq,
    JournalPosition Position,
    byte Kind,
    ReadOnlyMemory<byte> Head,
    ReadOnlyMemory<byte> Body,
    long MissingBefore = 0);
