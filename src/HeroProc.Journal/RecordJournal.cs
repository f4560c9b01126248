using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

/// <summary>
/// An append-only log of opaque records that survives power cuts: an acknowledged append is on disk, is read back after any
/// crash with the same number and bytes, and is in no case reordered. All members are thread-safe.
/// </summary>
public sealed partial class RecordJournal : IAsyncDisposable
{
    private readonly IJournalDisk _disk;
    private readonly IDisposable _lock;
    private readonly JournalOptions _options;
    private readonly SegmentCatalog _catalog;
    private readonly AppendQueue _queue;
    private readonly CommitLoop _loop;
    private readonly DurableSignal _signal;
    private readonly EntryReader _entries;
    private readonly SnapshotFiles _snapshots;
    private readonly ILogger _logger;
    private readonly Lock _dropGate = new();
    private int _disposed;

    private RecordJournal(
        IJournalDisk disk, IDisposable folderLock, JournalOptions options, TimeProvider time, ILogger logger)
    {
        _disk = disk;
        _lock = folderLock;
        _options = options;
        _logger = logger;
        (_catalog, Recovery) = new JournalOpener(disk, options, time, logger).Open();
        _queue = new AppendQueue(options.MaxQueuedRecords, options.MaxQueuedBytes);
        _signal = new DurableSignal(Recovery.LastSeq);
        _entries = new EntryReader(_catalog);
        _snapshots = new SnapshotFiles(disk, options, time, logger);
        _loop = new CommitLoop(_queue, new SegmentAppender(disk, _catalog, options, time, logger), _signal, options, time, logger);
        _loop.Start();
    }

    /// <summary>What opening found.</summary>
    public JournalRecovery Recovery { get; }

    /// <summary>The highest number on disk; 0 before the first.</summary>
    public long DurableSeq => _signal.Durable;

    /// <summary>The segments kept, oldest first.</summary>
    public IReadOnlyList<JournalSegmentInfo> Segments =>
    [
        .. _catalog.All.Select(static segment => new JournalSegmentInfo(
            segment.FirstSeq, segment.LastSeq, segment.Records, segment.DurableEnd,
            DateTimeOffset.FromUnixTimeMilliseconds(segment.Header.CreatedMs))),
    ];

    /// <summary>Sizes, from counters.</summary>
    public JournalStats Stats
    {
        get
        {
            var segments = _catalog.All;
            return new JournalStats(
                segments[0].FirstSeq, DurableSeq, segments.Sum(static segment => segment.Records),
                segments.Sum(static segment => segment.DurableEnd), segments.Count, _queue.QueuedRecords, _queue.QueuedBytes);
        }
    }

    /// <summary>
    /// Takes the folder, reads every record once, cuts an unacknowledged tail, sets damage aside, and starts the writing
    /// thread. Cancelling ends the wait before the work begins, not in the middle.
    /// </summary>
    public static async ValueTask<JournalOpenResult> OpenAsync(
        IJournalDisk disk, JournalOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logger);
        options.Validate();
        return await Task.Run(() => Open(disk, options, time, logger), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Appends one record; completes when it is on disk, or refused. Cancelling is heard until the record is queued; from then
    /// on the write is finished and its outcome returned. Throws <see cref="ObjectDisposedException"/> after disposal began.
    /// </summary>
    public ValueTask<AppendResult> AppendAsync(JournalRecord record, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JournalLimits.CheckRecord(record);
        var bytes = FrameHeader.LengthOf(record.PayloadBytes);
        if (!_queue.HasRoom(1, bytes))
            return new ValueTask<AppendResult>(AppendResult.Overloaded.Instance);
        var append = _queue.Rent();
        append.Fill(record, bytes);
        return Enqueue(append);
    }

    /// <summary>
    /// Appends all records of the batch, one behind the other, or none of them: also after a crash. Otherwise as the single
    /// append. The batch's memory must not change before completion.
    /// </summary>
    public ValueTask<AppendResult> AppendAsync(ReadOnlyMemory<JournalRecord> batch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = JournalLimits.CheckBatch(batch.Span, _options);
        if (!_queue.HasRoom(batch.Length, bytes))
            return new ValueTask<AppendResult>(AppendResult.Overloaded.Instance);
        var append = _queue.Rent();
        append.Fill(batch, bytes);
        return Enqueue(append);
    }

    /// <summary>A reader that begins at the number, or at the oldest kept one after it.</summary>
    public JournalReader OpenReader(long fromSeq)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSeq);
        return new JournalReader(_catalog, _signal, Math.Max(fromSeq, 1), _logger);
    }

    /// <summary>Every durable record from the number on, then each new one as it becomes durable; ends when the journal is closed.</summary>
    public async IAsyncEnumerable<JournalEntry> TailAsync(long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = OpenReader(fromSeq);
        while (await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (reader.TryRead(out var entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return entry;
            }
        }
    }

    /// <summary>Every record from the number on that is durable when the enumeration begins; does not wait.</summary>
    public IEnumerable<JournalEntry> ReadDurable(long fromSeq)
    {
        var last = DurableSeq;
        var reader = OpenReader(fromSeq);
        while (reader.TryRead(out var entry) && entry.Seq <= last)
            yield return entry;
    }

    /// <summary>
    /// One record by its position, checksum verified. Blocks for the read; throws <see cref="IOException"/> when the disk
    /// does not answer.
    /// </summary>
    public JournalReadResult ReadAt(JournalPosition position) => _entries.Read(position);

    /// <summary>
    /// Deletes the oldest segments whose records all have numbers below <paramref name="seq"/>; never the newest segment.
    /// Durable one by one, oldest first, so that a crash in the middle leaves no hole. Readers inside go on with what is left.
    /// </summary>
    public JournalDropResult DropSegmentsBefore(long seq)
    {
        var segments = 0;
        var bytes = 0L;
        lock (_dropGate)
        {
            while (_catalog.All is [var oldest, _, ..] && oldest.LastSeq < seq)
            {
                try
                {
                    _disk.Delete(JournalNames.Segment(oldest.FirstSeq));
                    _catalog.RemoveFirst(oldest);
                    segments++;
                    bytes += oldest.DurableEnd;
                    _disk.SyncFolder();
                }
                catch (Exception exception) when (StorageFailures.IsStorage(exception))
                {
                    DropFailed(exception, oldest.FirstSeq);
                    return new JournalDropResult(segments, bytes, StorageFailures.Reason(exception));
                }
            }
        }

        return new JournalDropResult(segments, bytes, null);
    }

    /// <summary>
    /// Writes what stands for all records up to and including <paramref name="upToSeq"/> into a file of its own. When it
    /// returns Written the snapshot is on disk, checked, and replaces older ones; a crash before that leaves the older one.
    /// Segments are not dropped: call <see cref="DropSegmentsBefore"/> with the number after it.
    /// </summary>
    /// <param name="upToSeq">A durable number, not below the newest snapshot's.</param>
    /// <param name="records">The owner's state as records; each one's memory must hold until the next is asked for.</param>
    /// <param name="cancellationToken">Gives the snapshot up; nothing is changed then.</param>
    public ValueTask<SnapshotResult> WriteSnapshotAsync(
        long upToSeq, IAsyncEnumerable<JournalRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfNegative(upToSeq);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(upToSeq, DurableSeq);
        return _snapshots.WriteAsync(upToSeq, records, cancellationToken);
    }

    /// <summary>The newest whole snapshot, checked from end to end; null when there is none. Dispose it after reading.</summary>
    public JournalSnapshot? OpenSnapshot() => _snapshots.OpenNewest();

    /// <summary>Takes nothing more in, brings what is queued to disk and answers it, ends the tails, gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _queue.Complete();
        await _loop.Stopped.ConfigureAwait(false);
        _signal.Close();
        _catalog.Dispose();
        _snapshots.Dispose();
        _lock.Dispose();
    }

    private static JournalOpenResult Open(IJournalDisk disk, JournalOptions options, TimeProvider time, ILogger logger)
    {
        IDisposable? folderLock = null;
        try
        {
            folderLock = disk.TryLock();
            if (folderLock is null)
                return new JournalOpenResult.FolderTaken(disk.Folder);
            return new JournalOpenResult.Opened(new RecordJournal(disk, folderLock, options, time, logger));
        }
        catch (Exception exception)
        {
            folderLock?.Dispose();
            if (!StorageFailures.IsStorage(exception) && exception is not InvalidDataException)
                throw;
            return new JournalOpenResult.Unavailable(StorageFailures.Reason(exception), exception.Message);
        }
    }

    private ValueTask<AppendResult> Enqueue(PendingAppend append)
    {
        var task = append.Task;
        var queued = false;
        try
        {
            queued = _queue.TryAdd(append);
            return queued ? task : new ValueTask<AppendResult>(AppendResult.Overloaded.Instance);
        }
        finally
        {
            if (!queued)
            {
                append.Clear();
                _queue.Recycle(append);
            }
        }
    }
}
