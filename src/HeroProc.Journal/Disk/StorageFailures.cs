namespace HeroProc.Journal;

/// <summary>Tells disk errors apart, and disk errors from faults of our own.</summary>
internal static class StorageFailures
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    public static bool IsStorage(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static StorageFailure Reason(Exception exception) => exception switch
    {
        UnauthorizedAccessException => StorageFailure.ReadOnly,
        { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } => StorageFailure.DiskFull,
        { HResult: ReadOnlyFileSystem or WindowsWriteProtected } => StorageFailure.ReadOnly,
        _ => StorageFailure.IoError,
    };
}
