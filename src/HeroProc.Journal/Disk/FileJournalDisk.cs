namespace HeroProc.Journal;

/// <summary>A journal's folder on a real file system: folders 0700, files 0600. The folder is created when it is locked or first written.</summary>
public sealed class FileJournalDisk : IJournalDisk
{
    private readonly string _root;

    /// <param name="folder">The folder, absolute or relative to the current one.</param>
    public FileJournalDisk(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _root = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public string Folder => _root;

    /// <inheritdoc/>
    public IDisposable? TryLock() => FolderLock.TryTake(_root);

    /// <inheritdoc/>
    public IReadOnlyList<string> List() =>
        Directory.Exists(_root) ? [.. Directory.EnumerateFiles(_root).Select(static path => Path.GetFileName(path)!)] : [];

    /// <inheritdoc/>
    public IJournalFile Create(string name)
    {
        var path = PathOf(name);
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        return new FileJournalFile(new FileStream(path, PrivateFolder.FileOptions(FileMode.Create, FileShare.ReadWrite | FileShare.Delete)));
    }

    /// <inheritdoc/>
    public IJournalFile Open(string name) =>
        new FileJournalFile(new FileStream(PathOf(name), PrivateFolder.FileOptions(FileMode.Open, FileShare.ReadWrite | FileShare.Delete)));

    /// <inheritdoc/>
    public bool Exists(string name) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        PrivateFolder.Create(Path.GetDirectoryName(PathOf(to))!);
        File.Move(PathOf(from), PathOf(to), overwrite: true);
    }

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(PathOf(name));

    /// <inheritdoc/>
    public void SyncFolder()
    {
        foreach (var sub in Directory.EnumerateDirectories(_root))
            Posix.SyncFolder(sub);
        Posix.SyncFolder(_root);
    }

    private string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Path.Combine(_root, name);
    }
}
