namespace HeroProc.Journal;

/// <summary>How opening ended: <see cref="Opened"/>, <see cref="FolderTaken"/> or <see cref="Unavailable"/>; nothing else.</summary>
public abstract record JournalOpenResult
{
    private JournalOpenResult()
    {
    }

    /// <summary>The journal is open and this process has the folder until it is disposed.</summary>
    /// <param name="Journal">The open journal; its <see cref="RecordJournal.Recovery"/> says what was found.</param>
    public sealed record Opened(RecordJournal Journal) : JournalOpenResult;

    /// <summary>Another process, or another journal of this one, has the folder.</summary>
    /// <param name="Folder">The folder.</param>
    public sealed record FolderTaken(string Folder) : JournalOpenResult;

    /// <summary>The disk does not let us read or repair the journal, or a later version wrote it. Nothing acknowledged was removed.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">The operating system's words, for an operator; may name a path.</param>
    public sealed record Unavailable(StorageFailure Reason, string Detail) : JournalOpenResult;
}
