namespace HeroProc.Journal;

/// <summary>How an append ended: <see cref="Appended"/>, <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>; nothing else.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Every record of the call is on disk and will be read back after any crash.</summary>
    /// <param name="FirstSeq">The first record's sequence number.</param>
    /// <param name="LastSeq">The last record's; equal to <paramref name="FirstSeq"/> for a single one.</param>
    /// <param name="Position">Where the first record lies.</param>
    public sealed record Appended(long FirstSeq, long LastSeq, JournalPosition Position) : AppendResult;

    /// <summary>
    /// The disk refused and no record of the call is kept: no reader ever sees one, and what reached the file is cut off
    /// again. The next append tries anew. Only when the process dies before that cut has reached the failing disk can the
    /// records be found at the next start, so a caller that repeats itself gives its records an identity of their own.
    /// </summary>
    /// <param name="Reason">Why.</param>
    public sealed record StorageUnavailable(StorageFailure Reason) : AppendResult;

    /// <summary>Too much is waiting for the disk already; nothing was written. Try again later.</summary>
    public sealed record Overloaded : AppendResult
    {
        internal static Overloaded Instance { get; } = new();
    }
}
