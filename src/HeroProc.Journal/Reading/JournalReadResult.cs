namespace HeroProc.Journal;

/// <summary>What <see cref="RecordJournal.ReadAt"/> found: <see cref="Found"/>, <see cref="Missing"/> or <see cref="Damaged"/>; nothing else.</summary>
public abstract record JournalReadResult
{
    private JournalReadResult()
    {
    }

    /// <summary>The record, its checksum verified.</summary>
    /// <param name="Entry">The record; its memory is its own.</param>
    public sealed record Found(JournalEntry Entry) : JournalReadResult;

    /// <summary>No such place: the segment was dropped, or the offset is past the durable end.</summary>
    public sealed record Missing : JournalReadResult
    {
        internal static Missing Instance { get; } = new();
    }

    /// <summary>The place is there, but no record with a good checksum begins at it.</summary>
    public sealed record Damaged : JournalReadResult
    {
        internal static Damaged Instance { get; } = new();
    }
}
