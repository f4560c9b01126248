namespace HeroProc.Journal;

/// <summary>
/// One record to append: a kind and two parts of opaque bytes. The parts exist so that a large body and the small header
/// in front of it need not be copied into one array first.
/// </summary>
/// <param name="Kind">What the record is, in the owner's own numbering; the journal does not look at it.</param>
/// <param name="Head">The first part; may be empty.</param>
/// <param name="Body">The second part; may be empty. Head and body together are at most <see cref="MaxBytes"/>.</param>
/// <remarks>The bytes are read until the append completes and must not change before that.</remarks>
public readonly record struct JournalRecord(byte Kind, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body = default)
{
    /// <summary>The most bytes head and body may have together: 32 MiB.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    internal long PayloadBytes => (long)Head.Length + Body.Length;
}
