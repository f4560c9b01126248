using HeroProc.Events.Store;
using HeroProc.Journal;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// Finds an index that can be relied on: the file as it was left, else the newest backup, else a new one. LiteDB opens a
/// damaged file without a word, so a file is used only if it is known to be whole: closed cleanly and unchanged since, or
/// left by a killed process on a machine that ran on, and then read from end to end.
/// </summary>
internal sealed class IndexOpener(IndexPaths paths, IBootIdentity boot)
{
    /// <summary>Opens an index for a journal that still has the records from <paramref name="oldestSeq"/> to <paramref name="durableSeq"/>.</summary>
    /// <exception cref="IOException">The folder cannot be used, or another process has the file.</exception>
    public (OpenIndex Index, StoreOpening Opening) Open(string journalId, long oldestSeq, long durableSeq)
    {
        PrivateFolder.Create(paths.Folder);
        string fault;
        try
        {
            if (TakeLeft(journalId, oldestSeq, durableSeq) is { } left)
                return (left, new StoreOpening(left.State.AppliedSeq, Rebuilt: false, Note: null));
            if (durableSeq == 0 && BackupFolder.List(paths.BackupFolder).Count == 0)
                return (CreateNew(journalId), new StoreOpening(0, Rebuilt: false, Note: null));
            fault = "The event index is missing.";
        }
        catch (StoreDamagedException exception)
        {
            fault = exception.Message;
        }

        foreach (var backup in BackupFolder.List(paths.BackupFolder))
        {
            if (TakeBackup(backup, journalId, oldestSeq, durableSeq) is { } restored)
                return (restored, new StoreOpening(restored.State.AppliedSeq, Rebuilt: true, $"{fault} The backup {backup.FileName} took its place."));
        }

        return (CreateNew(journalId), new StoreOpening(0, Rebuilt: true, $"{fault} It is built again from the journal."));
    }

    /// <summary>Begins an empty index in place of whatever is there.</summary>
    public OpenIndex CreateNew(string journalId)
    {
        SetAside();
        MarkOpen();
        return OpenIndex.Create(paths, journalId);
    }

    // Null when there is no index at all.
    private OpenIndex? TakeLeft(string journalId, long oldestSeq, long durableSeq)
    {
        var mark = MarkFile.Read(paths.Session, IndexJson.Default.SessionMark);
        if (!File.Exists(paths.Data))
            return mark is null ? null : throw new StoreDamagedException("The event index is missing.");
        var data = IndexFile.Open(paths.Data);
        try
        {
            var sum = FileMark.Text(data.ReadSums());
            if (mark?.Closed is { } closed)
                RequireUnchanged(closed, data.Length, sum);
            else if (mark is null)
                throw new StoreDamagedException("The event index has no mark of how it was closed.");
            else if (mark.BootId is null || mark.BootId != boot.Current)
                throw new StoreDamagedException("The event index was open when the machine stopped.");
            if (data.Length == 0)
                throw new StoreDamagedException("The event index is an empty file.");
            MarkOpen();
            return Take(data, journalId, oldestSeq, durableSeq, verify: mark.Closed is null);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private OpenIndex? TakeBackup(BackupFile backup, string journalId, long oldestSeq, long durableSeq)
    {
        if (backup.Mark.JournalId != journalId || !IsOfUse(backup.Mark.AppliedSeq, oldestSeq, durableSeq))
            return null;
        SetAside();
        MarkOpen();
        File.Copy(backup.Path, paths.Data);
        var data = IndexFile.Open(paths.Data);
        try
        {
            RequireUnchanged(backup.Mark, data.Length, FileMark.Text(data.ReadSums()));
            return Take(data, journalId, oldestSeq, durableSeq, verify: false);
        }
        catch (StoreDamagedException)
        {
            // A damaged backup is passed over; there may be an older one, and there is always the journal.
            data.Dispose();
            File.Delete(paths.Data);
            return null;
        }
    }

    private OpenIndex Take(IndexFile data, string journalId, long oldestSeq, long durableSeq, bool verify)
    {
        var index = OpenIndex.Load(paths, data);
        try
        {
            if (index.State.JournalId != journalId)
                throw new StoreDamagedException("The event index belongs to another journal.");
            if (!IsOfUse(index.State.AppliedSeq, oldestSeq, durableSeq))
                throw new StoreDamagedException($"The event index stands at record {index.State.AppliedSeq}, the journal has {oldestSeq} to {durableSeq}.");
            if (verify)
                new IndexVerification().Run(index);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    private void RequireUnchanged(FileMark mark, long bytes, string sum)
    {
        if (mark.Bytes != bytes || mark.Sum != sum)
            throw new StoreDamagedException("The event index was changed after it was closed.");
        if (File.Exists(paths.Log) && new FileInfo(paths.Log).Length > 0)
            throw new StoreDamagedException("The event index was closed, but a log that is not its own lies beside it.");
    }

    private void MarkOpen() => MarkFile.Write(paths.Session, new SessionMark { BootId = boot.Current }, IndexJson.Default.SessionMark);

    // The mark goes first: without it whatever else is left is not used.
    private void SetAside()
    {
        File.Delete(paths.Session);
        Posix.SyncFolder(paths.Folder);
        if (File.Exists(paths.Data))
            File.Move(paths.Data, paths.Damaged, overwrite: true);
        File.Delete(paths.Log);
        Posix.SyncFolder(paths.Folder);
    }

    private static bool IsOfUse(long appliedSeq, long oldestSeq, long durableSeq) => appliedSeq >= oldestSeq - 1 && appliedSeq <= durableSeq;
}
