namespace HeroProc.Events.LiteDb;

/// <summary>Where the index is kept.</summary>
public sealed class LiteDbStoreOptions
{
    /// <summary>The folder of <c>events.db</c>; made if needed (0700).</summary>
    public required string Folder { get; init; }

    /// <summary>The folder in which copies of the index are looked for when it cannot be used; default <c>backup</c> below <see cref="Folder"/>.</summary>
    public string? BackupFolder { get; init; }
}
