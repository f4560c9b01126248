using System.Buffers;
using System.Threading.Tasks.Sources;

namespace HeroProc.Journal;

/// <summary>One call waiting for the disk. Reused from call to call; checksums are taken on the caller's thread, so that they cost the writer nothing.</summary>
internal sealed class PendingAppend : IValueTaskSource<AppendResult>
{
    private readonly AppendQueue _owner;
    private ManualResetValueTaskSourceCore<AppendResult> _core = new() { RunContinuationsAsynchronously = true };
    private ReadOnlyMemory<JournalRecord> _batch;
    private JournalRecord _single;
    private uint _singleCrc;
    private uint[]? _batchCrcs;

    public PendingAppend(AppendQueue owner) => _owner = owner;

    public int Count { get; private set; }

    /// <summary>What it takes on disk, frames included.</summary>
    public long FrameBytes { get; private set; }

    /// <summary>Set when it is placed in a group.</summary>
    public long FirstSeq { get; set; }

    /// <summary>Set when it is placed in a group.</summary>
    public long Offset { get; set; }

    public ValueTask<AppendResult> Task => new(this, _core.Version);

    public void Fill(in JournalRecord record, long frameBytes)
    {
        _single = record;
        _singleCrc = Checksum(record);
        Count = 1;
        FrameBytes = frameBytes;
    }

    public void Fill(ReadOnlyMemory<JournalRecord> batch, long frameBytes)
    {
        _batch = batch;
        _batchCrcs = ArrayPool<uint>.Shared.Rent(batch.Length);
        var records = batch.Span;
        for (var i = 0; i < records.Length; i++)
            _batchCrcs[i] = Checksum(records[i]);
        Count = batch.Length;
        FrameBytes = frameBytes;
    }

    public JournalRecord Record(int index, out uint crc)
    {
        crc = _batchCrcs is null ? _singleCrc : _batchCrcs[index];
        return _batchCrcs is null ? _single : _batch.Span[index];
    }

    public void Complete(AppendResult result) => _core.SetResult(result);

    public void Fail(Exception exception) => _core.SetException(exception);

    public AppendResult GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Clear();
            _owner.Recycle(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public void Clear()
    {
        if (_batchCrcs is not null)
            ArrayPool<uint>.Shared.Return(_batchCrcs);
        _batchCrcs = null;
        _batch = default;
        _single = default;
        _core.Reset();
    }

    private static uint Checksum(in JournalRecord record) =>
        Crc32C.Finish(Crc32C.Update(Crc32C.Update(Crc32C.Start, record.Head.Span), record.Body.Span));
}
