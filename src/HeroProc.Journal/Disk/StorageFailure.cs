namespace HeroProc.Journal;

/// <summary>Why the disk refused.</summary>
public enum StorageFailure
{
    /// <summary>An input or output error, or one that has no better name.</summary>
    IoError,

    /// <summary>No space, or the quota is used up.</summary>
    DiskFull,

    /// <summary>The file system or the folder does not let us write.</summary>
    ReadOnly,
}
