using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

/// <summary>Writes and finds snapshots. One is written at a time.</summary>
internal sealed partial class SnapshotFiles(IJournalDisk disk, JournalOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async ValueTask<SnapshotResult> WriteAsync(long upToSeq, IAsyncEnumerable<JournalRecord> records, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var name = JournalNames.Snapshot(upToSeq);
            await WriteFileAsync(name + JournalNames.TemporarySuffix, upToSeq, records, cancellationToken).ConfigureAwait(false);
            disk.Rename(name + JournalNames.TemporarySuffix, name);
            disk.SyncFolder();
            var file = disk.Open(name);
            var bytes = file.Length;
            using var written = JournalSnapshot.TryOpen(file, upToSeq)
                ?? throw new IOException($"Snapshot {upToSeq} did not read back as it was written.");
            DeleteOlder(upToSeq);
            return new SnapshotResult.Written(upToSeq, written.Records, bytes);
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            WriteFailed(exception, upToSeq);
            return new SnapshotResult.StorageUnavailable(StorageFailures.Reason(exception));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The newest snapshot that is whole; null when there is none.</summary>
    public JournalSnapshot? OpenNewest()
    {
        foreach (var number in JournalNames.Numbers(disk.List(), JournalNames.SnapshotSuffix).Reverse())
        {
            var snapshot = JournalSnapshot.TryOpen(disk.Open(JournalNames.Snapshot(number)), number);
            if (snapshot is not null)
                return snapshot;
            Unreadable(number);
        }

        return null;
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask WriteFileAsync(
        string name, long upToSeq, IAsyncEnumerable<JournalRecord> records, CancellationToken cancellationToken)
    {
        var finished = false;
        try
        {
            using var file = disk.Create(name);
            var header = new FileHeader(upToSeq, time.GetUtcNow().ToUnixTimeMilliseconds(), options.NewMarker());
            using var writer = new SnapshotWriter(file, header);
            await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
                writer.Add(record);
            writer.Finish();
            finished = true;
        }
        finally
        {
            // Half a snapshot on a full disk would take the very space the journal needs.
            if (!finished)
                DeleteUnfinished(name);
        }
    }

    private void DeleteUnfinished(string name)
    {
        try
        {
            disk.Delete(name);
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            // The next start removes it.
            DeleteFailed(exception, name);
        }
    }

    private void DeleteOlder(long upToSeq)
    {
        foreach (var older in JournalNames.Numbers(disk.List(), JournalNames.SnapshotSuffix).Where(number => number < upToSeq))
            disk.Delete(JournalNames.Snapshot(older));
        disk.SyncFolder();
    }
}
