namespace HeroProc.Journal;

/// <summary>
/// Keeps a folder for one process. The lock is the operating system's, on the file <c>lock</c> inside (an exclusive
/// <c>flock</c> on Linux and macOS), so it ends with the process however that ends, and a left-over file means nothing.
/// </summary>
public sealed class FolderLock : IDisposable
{
    private const string FileName = "lock";
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>
    /// Takes the folder, creating it (0700) if needed. Null when another process, or another lock of this one, has it.
    /// Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the folder cannot be used at all.
    /// </summary>
    public static FolderLock? TryTake(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        PrivateFolder.Create(folder);
        var path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, PrivateFolder.FileOptions(FileMode.OpenOrCreate, FileShare.None)));
        }
        catch (IOException exception) when (IsTaken(exception))
        {
            return null;
        }
    }

    /// <summary>Gives the folder free. The file stays: deleting it would let two processes hold two different files of one name.</summary>
    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK is 11 on Linux and 35 on macOS; Windows says sharing violation.
    private static bool IsTaken(IOException exception) =>
        exception.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);
}
