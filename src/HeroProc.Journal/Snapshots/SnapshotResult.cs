namespace HeroProc.Journal;

/// <summary>How writing a snapshot ended: <see cref="Written"/> or <see cref="StorageUnavailable"/>; nothing else.</summary>
public abstract record SnapshotResult
{
    private SnapshotResult()
    {
    }

    /// <summary>The snapshot is on disk and was read back without fault; older ones are gone.</summary>
    /// <param name="UpToSeq">The last record it stands for.</param>
    /// <param name="Records">Records in it.</param>
    /// <param name="Bytes">Its size.</param>
    public sealed record Written(long UpToSeq, long Records, long Bytes) : SnapshotResult;

    /// <summary>The disk refused; the snapshot before it is untouched.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record StorageUnavailable(StorageFailure Reason) : SnapshotResult;
}
