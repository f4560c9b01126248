namespace HeroProc.Journal;

/// <summary>
/// What waits for the disk, bounded by records and bytes; what the writer has taken counts until it is answered. Many
/// callers, one writer. The group the writer takes is everything waiting, up to <see cref="GroupBytes"/>, so groups grow with load.
/// </summary>
internal sealed class AppendQueue(int maxRecords, long maxBytes)
{
    /// <summary>A group is closed once it has this many bytes; more would only lengthen the wait of its first call.</summary>
    private const long GroupBytes = 4 * 1024 * 1024;
    private const int PoolLimit = 1024;

    private readonly Lock _poolGate = new();
    private readonly object _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private readonly Stack<PendingAppend> _pool = new();
    private int _records;
    private long _bytes;
    private bool _completed;

    public int QueuedRecords
    {
        get
        {
            lock (_gate)
                return _records;
        }
    }

    public long QueuedBytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>A first look, so that an overloaded queue costs its callers no checksum; <see cref="TryAdd"/> decides.</summary>
    public bool HasRoom(int records, long bytes)
    {
        lock (_gate)
            return Fits(records, bytes);
    }

    /// <summary>False when it does not fit. Throws <see cref="ObjectDisposedException"/> once completed.</summary>
    public bool TryAdd(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_completed, typeof(RecordJournal));
            if (!Fits(append.Count, append.FrameBytes))
                return false;
            _records += append.Count;
            _bytes += append.FrameBytes;
            _waiting.Enqueue(append);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for work and moves the next group into the list; false when completed and empty.</summary>
    public bool TakeGroup(List<PendingAppend> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_completed)
                    return false;
                Monitor.Wait(_gate);
            }

            var bytes = 0L;
            while (bytes < GroupBytes && _waiting.TryDequeue(out var append))
            {
                group.Add(append);
                bytes += append.FrameBytes;
            }

            return true;
        }
    }

    /// <summary>Frees a taken group's room; true when nothing more waits.</summary>
    public bool Release(List<PendingAppend> group)
    {
        lock (_gate)
        {
            foreach (var append in group)
            {
                _records -= append.Count;
                _bytes -= append.FrameBytes;
            }

            return _waiting.Count == 0;
        }
    }

    /// <summary>Takes nothing more in; the writer drains what is there.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public PendingAppend Rent()
    {
        lock (_poolGate)
            return _pool.TryPop(out var append) ? append : new PendingAppend(this);
    }

    public void Recycle(PendingAppend append)
    {
        lock (_poolGate)
        {
            if (_pool.Count < PoolLimit)
                _pool.Push(append);
        }
    }

    // An empty queue takes anything: a single batch may be as large as the whole bound plus its frames.
    private bool Fits(int records, long bytes) =>
        _records == 0 || (_records + (long)records <= maxRecords && _bytes + bytes <= maxBytes);
}
