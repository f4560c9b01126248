using HeroProc.Extensibility.Rpc;
using HeroProc.Journal;

namespace HeroProc.Host.Jobs.Records;

/// <summary>
/// The journal of actions and jobs, open from start to stop. It counts what is still needed in each segment, so that the
/// oldest segments can go once nothing in them is. Thread-safe.
/// </summary>
internal sealed partial class Ledger(IJournalDisk disk, JobsOptions options, TimeProvider time, ILogger<Ledger> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, int> _needed = [];
    private readonly ILogger _logger = logger;
    private RecordJournal? _journal;
    private readonly Dictionary<long, long> _underWay = [];
    private long _neededBytes;
    private long _newest;
    private long _tickets;

    /// <summary>The open journal. Using it before the host has started is a fault of the caller.</summary>
    private RecordJournal Journal =>
        _journal ?? throw new InvalidOperationException("The journal of actions and jobs is not open yet: the host opens it before its hosted services start.");

    /// <summary>
    /// Opens the journal and hands every durable record to <paramref name="replay"/>, in order. Throws
    /// <see cref="IOException"/> with the reason when the folder is taken or the disk refuses, which stops the start.
    /// </summary>
    public async ValueTask OpenAsync(Action<JournalEntry> replay, CancellationToken cancellationToken)
    {
        var opening = await RecordJournal.OpenAsync(disk, new JournalOptions { SegmentBytes = options.SegmentBytes }, time, _logger, cancellationToken).ConfigureAwait(false);
        _journal = opening switch
        {
            JournalOpenResult.Opened opened => opened.Journal,
            JournalOpenResult.FolderTaken taken => throw new IOException($"The journal of jobs in {taken.Folder} is in use by another process; stop that one first."),
            JournalOpenResult.Unavailable unavailable => throw new IOException($"The journal of jobs cannot be opened ({unavailable.Reason}): {unavailable.Detail}"),
            _ => throw new InvalidOperationException("The journal answered in an unknown way."),
        };
        foreach (var region in _journal.Recovery.Damaged)
        {
            Damaged(region.ToString());
        }

        foreach (var entry in _journal.ReadDurable(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            replay(entry);
        }
    }

    /// <summary>
    /// Appends one record. The error is null once the record survives a <c>kill -9</c> and a power cut; otherwise nothing is kept.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="needed">True when its segment has to stay until <see cref="Forget"/>.</param>
    public async ValueTask<(JournalPosition Position, RpcError? Error)> AppendAsync(JournalRecord record, bool needed = false)
    {
        var ticket = Enter();
        try
        {
            var result = await Journal.AppendAsync(record, CancellationToken.None).ConfigureAwait(false);
            if (result is AppendResult.Appended appended)
            {
                Note(appended.Position, needed ? record.Head.Length + record.Body.Length : null);
                return (appended.Position, null);
            }

            return (default, result is AppendResult.StorageUnavailable refused ? RpcError.StorageUnavailable(Words(refused.Reason)) : RpcError.Overloaded(1000));
        }
        catch (ObjectDisposedException)
        {
            return (default, RpcError.StorageUnavailable("the host is stopping"));
        }
        finally
        {
            lock (_gate)
            {
                _underWay.Remove(ticket);
            }
        }
    }

    /// <summary>The body of the record at a position, or null when it cannot be read any more.</summary>
    public ReadOnlyMemory<byte>? ReadBody(JournalPosition position)
    {
        try
        {
            return Journal.ReadAt(position) is JournalReadResult.Found found ? found.Entry.Body : null;
        }
        catch (IOException exception)
        {
            Unreadable(exception, position.Segment, position.Offset);
            return null;
        }
    }

    /// <summary>A record at this position is needed; said while replaying.</summary>
    public void Need(JournalPosition position, long bytes) => Note(position, bytes);

    /// <summary>A record at this position is needed no more.</summary>
    public void Forget(JournalPosition position, long bytes)
    {
        lock (_gate)
        {
            _neededBytes -= bytes;
            if (--_needed[position.Segment] == 0)
            {
                _needed.Remove(position.Segment);
            }
        }
    }

    /// <summary>
    /// Drops the oldest segments in which nothing is needed, and names the oldest one whose needed records should be written
    /// anew so that it can go too: the journal is then larger than twice what is needed. 0 for none.
    /// </summary>
    public long DropUnneeded()
    {
        var segments = Journal.Segments;
        long first;
        long floor;
        bool tooLarge;
        lock (_gate)
        {
            first = segments.SkipLast(1).FirstOrDefault(segment => _needed.ContainsKey(segment.FirstSeq)).FirstSeq;
            // What is being appended lands in no segment older than the newest one seen when it began.
            floor = _underWay.Count == 0 ? long.MaxValue : _underWay.Values.Min();
            tooLarge = segments.Sum(static segment => segment.Bytes) > (2 * _neededBytes) + (2 * options.SegmentBytes);
        }

        Journal.DropSegmentsBefore(Math.Min(floor, first == 0 ? segments[^1].FirstSeq : first));
        return tooLarge ? first : 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }

    private long Enter()
    {
        lock (_gate)
        {
            _underWay.Add(++_tickets, _newest);
            return _tickets;
        }
    }

    private void Note(JournalPosition position, long? bytes)
    {
        lock (_gate)
        {
            _newest = Math.Max(_newest, position.Segment);
            if (bytes is { } needed)
            {
                _needed[position.Segment] = _needed.GetValueOrDefault(position.Segment) + 1;
                _neededBytes += needed;
            }
        }
    }

    private static string Words(StorageFailure failure) => failure switch
    {
        StorageFailure.DiskFull => "the disk is full",
        StorageFailure.ReadOnly => "the disk is read-only",
        _ => "the disk does not answer",
    };
}
