using System.Text;
using System.Text.Json;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Journal;

namespace HeroProc.Host.Schedules.Records;

/// <summary>
/// The journal of schedules. One record holds a schedule's whole state, so the last one counts; a snapshot of all replaces the
/// old segments once they are mostly history. Appending is thread-safe; <see cref="CompactAsync"/> is for the one that changes the states.
/// </summary>
internal sealed partial class ScheduleLedger(IJournalDisk disk, long segmentBytes, TimeProvider time, ILogger<ScheduleLedger> logger) : IAsyncDisposable
{
    private const int HistoryFactor = 4;
    private readonly ILogger _logger = logger;
    private RecordJournal? _journal;
    private long _snapshotBytes;

    private RecordJournal Journal =>
        _journal ?? throw new InvalidOperationException("The journal of schedules is not open yet: the host opens it before its hosted services start.");

    /// <summary>
    /// Opens the journal and returns what is kept, by id. Throws <see cref="IOException"/> with the reason when the folder is taken or
    /// the disk refuses, which stops the start.
    /// </summary>
    public async ValueTask<IReadOnlyCollection<ScheduleState>> OpenAsync(CancellationToken cancellationToken)
    {
        var opening = await RecordJournal.OpenAsync(disk, new JournalOptions { SegmentBytes = segmentBytes }, time, _logger, cancellationToken).ConfigureAwait(false);
        _journal = opening switch
        {
            JournalOpenResult.Opened opened => opened.Journal,
            JournalOpenResult.FolderTaken taken => throw new IOException($"The journal of schedules in {taken.Folder} is in use by another process; stop that one first."),
            JournalOpenResult.Unavailable unavailable => throw new IOException($"The journal of schedules cannot be opened ({unavailable.Reason}): {unavailable.Detail}"),
            _ => throw new InvalidOperationException("The journal answered in an unknown way."),
        };
        foreach (var region in _journal.Recovery.Damaged)
        {
            Damaged(region.ToString());
        }

        var states = new Dictionary<string, ScheduleState>(StringComparer.Ordinal);
        var from = 1L;
        using (var snapshot = _journal.OpenSnapshot())
        {
            foreach (var record in snapshot?.Read() ?? [])
            {
                Take(states, record);
                _snapshotBytes += record.Body.Length;
            }

            from += snapshot?.UpToSeq ?? 0;
        }

        foreach (var entry in _journal.ReadDurable(from))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(states, new JournalRecord(entry.Kind, entry.Head, entry.Body));
        }

        return states.Values;
    }

    /// <summary>Writes these states, all or none. The error is null once they survive a <c>kill -9</c> and a power cut.</summary>
    public ValueTask<RpcError?> WriteAsync(IEnumerable<ScheduleState> states) => AppendAsync([.. states.Select(Record)]);

    /// <summary>Writes that a schedule is gone.</summary>
    public ValueTask<RpcError?> RemoveAsync(string id) => AppendAsync([new JournalRecord((byte)ScheduleKind.Removed, Encoding.UTF8.GetBytes(id))]);

    /// <summary>Replaces old segments by a snapshot, when they hold mostly history. Nothing may be written meanwhile.</summary>
    public async ValueTask CompactAsync(IEnumerable<ScheduleState> all, CancellationToken cancellationToken)
    {
        var stats = Journal.Stats;
        if (stats.Segments < 2 || stats.Bytes < (HistoryFactor * _snapshotBytes) + (2 * segmentBytes))
        {
            return;
        }

        var bytes = 0L;
        var written = await Journal.WriteSnapshotAsync(stats.DurableSeq, Records(), cancellationToken).ConfigureAwait(false);
        if (written is SnapshotResult.Written)
        {
            _snapshotBytes = bytes;
            Journal.DropSegmentsBefore(stats.DurableSeq + 1);
        }
        else
        {
            NotCompacted(written.ToString());
        }

#pragma warning disable CS1998 // The states are in memory; only the port is asynchronous.
        async IAsyncEnumerable<JournalRecord> Records()
#pragma warning restore CS1998
        {
            foreach (var state in all)
            {
                var record = Record(state);
                bytes += record.Body.Length;
                yield return record;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<RpcError?> AppendAsync(JournalRecord[] records)
    {
        try
        {
            return await Journal.AppendAsync(records, CancellationToken.None).ConfigureAwait(false) switch
            {
                AppendResult.Appended => null,
                AppendResult.StorageUnavailable refused => RpcError.StorageUnavailable(Words(refused.Reason)),
                _ => RpcError.Overloaded(1000),
            };
        }
        catch (ObjectDisposedException)
        {
            return RpcError.StorageUnavailable("the host is stopping");
        }
    }

    private static JournalRecord Record(ScheduleState state) =>
        new((byte)ScheduleKind.Set, ReadOnlyMemory<byte>.Empty, JsonSerializer.SerializeToUtf8Bytes(state, ScheduleJson.Default.ScheduleState));

    private static void Take(Dictionary<string, ScheduleState> states, JournalRecord record)
    {
        switch ((ScheduleKind)record.Kind)
        {
            case ScheduleKind.Set:
                var state = JsonSerializer.Deserialize(record.Body.Span, ScheduleJson.Default.ScheduleState)
                    ?? throw new InvalidDataException("A record of a schedule holds no state.");
                states[state.Id] = state;
                break;
            case ScheduleKind.Removed:
                states.Remove(Encoding.UTF8.GetString(record.Head.Span));
                break;
            default:
                throw new InvalidDataException($"The journal of schedules holds a record of kind {record.Kind}, which this version does not know; run the version that wrote it.");
        }
    }

    private static string Words(StorageFailure failure) => failure switch
    {
        StorageFailure.DiskFull => "the disk is full",
        StorageFailure.ReadOnly => "the disk is read-only",
        _ => "the disk does not answer",
    };
}
