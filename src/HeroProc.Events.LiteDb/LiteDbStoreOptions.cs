namespace HeroProc.Events.LiteDb;

/// <summary>Where the index is kept.</summary>
public sealed class LiteDbStoreOptions
{
    /// <summary>The folder of <c>events.db</c>; made if needed (0700).</summary>
    public required string Folder { get; init; }

    /// <summary>The folder in which copies of the index are looked for when it cannot be used; default <c>backup</c> below <see cref="Folder"/>.</summary>
    public string? BackupFolder { get; init; }

    /// <summary>
    /// How large the engine's log grows before it is carried over into the data file, in bytes; default 32 MiB. Larger means
    /// fewer rewrites of the same page and more to read after a kill.
    /// </summary>
    public long CheckpointBytes { get; init; } = DefaultCheckpointBytes;

    /// <summary>32 MiB.</summary>
    internal const long DefaultCheckpointBytes = 32 * 1024 * 1024;
}
