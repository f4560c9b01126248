using HeroProc.Events.Store;
using HeroProc.Journal;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// Copies the data file while the index goes on: after a checkpoint it holds everything, and until the next one everything new
/// goes to the log. Every page is checked as it is read, and the copy is read again before it counts.
/// </summary>
internal sealed class IndexBackup(string folder, int keep) : IDisposable
{
    private const int PagesAStep = 1024;

    private readonly string _temporary = Path.Combine(folder, "events.tmp");
    private readonly byte[] _page = new byte[IndexFile.PageSize];
    private FileStream? _copy;
    private FileMark? _mark;

    /// <summary>Brings the data file up to date and keeps it so: until the copy is made there is no other checkpoint.</summary>
    public void Begin(OpenIndex index)
    {
        PrivateFolder.Create(folder);
        index.State.Engine.Checkpoint();
        index.State.Engine.HoldCheckpoints = true;
        _mark = new FileMark
        {
            Bytes = index.Data.Length,
            Sum = FileMark.Text(index.Data.Sum()),
            JournalId = index.State.JournalId,
            AppliedSeq = index.State.AppliedSeq,
        };
        _copy = new FileStream(_temporary, PrivateFolder.FileOptions(FileMode.Create, FileShare.None));
    }

    /// <summary>Copies some pages; true when all are copied.</summary>
    public bool Step(OpenIndex index)
    {
        for (var pages = 0; pages < PagesAStep && _copy!.Position < _mark!.Bytes; pages++)
        {
            try
            {
                index.Data.ReadPage(_copy.Position, _page);
            }
            catch (IOException exception)
            {
                throw new StoreDamagedException("The event index changed on disk.", exception);
            }

            _copy.Write(_page);
        }

        return _copy!.Position == _mark!.Bytes;
    }

    /// <summary>Makes the copy durable, reads it again, gives it its name and deletes the oldest.</summary>
    /// <exception cref="IOException">The copy cannot be written, or does not read back as it was written.</exception>
    public StoreBackup Finish()
    {
        var mark = _mark!;
        _copy!.Flush(flushToDisk: true);
        _copy.Dispose();
        using (var written = IndexFile.Open(_temporary))
        {
            if (FileMark.Text(written.ReadSums()) != mark.Sum || written.Length != mark.Bytes)
                throw new IOException("The copy of the event index does not read back as it was written.");
        }

        var path = BackupFolder.PathOf(folder, mark.AppliedSeq);
        File.Delete(BackupFolder.MarkOf(path));
        File.Move(_temporary, path, overwrite: true);
        Posix.SyncFolder(folder);
        MarkFile.Write(BackupFolder.MarkOf(path), mark, IndexJson.Default.FileMark);
        BackupFolder.Prune(folder, keep);
        return new StoreBackup(Path.GetFileName(path), mark.AppliedSeq, mark.Bytes);
    }

    /// <summary>Lets the index go on as before, however the copy ended.</summary>
    public static void End(OpenIndex index) => index.State.Engine.HoldCheckpoints = false;

    /// <inheritdoc/>
    public void Dispose() => _copy?.Dispose();
}
