namespace HeroProc.Events.LiteDb;

/// <summary>Where the files of the index are, and how large its log grows.</summary>
internal sealed record IndexPaths(string Folder, string BackupFolder)
{
    /// <summary>How large the log grows before it is carried over into the data file.</summary>
    public long CheckpointBytes { get; init; } = LiteDbStoreOptions.DefaultCheckpointBytes;

    /// <summary>The index.</summary>
    public string Data { get; } = Path.Combine(Folder, "events.db");

    /// <summary>The engine's log; what is in it belongs to the index.</summary>
    public string Log { get; } = Path.Combine(Folder, "events-log.db");

    /// <summary>How the index was left.</summary>
    public string Session { get; } = Path.Combine(Folder, "events.db.session");

    /// <summary>The last index that was thrown away, for whoever wants to know why.</summary>
    public string Damaged { get; } = Path.Combine(Folder, "events.db.damaged-1");
}
