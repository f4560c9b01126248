namespace HeroProc.Journal;

/// <summary>The highest durable number, and a wait for a higher one. The writer raises it; any number of readers wait, none polls.</summary>
internal sealed class DurableSignal(long durableSeq)
{
    private readonly Lock _gate = new();
    private long _durable = durableSeq;
    private bool _closed;
    private TaskCompletionSource? _waiters;

    public long Durable => Volatile.Read(ref _durable);

    /// <summary>True once something higher is durable; false once the journal is closed and nothing higher came.</summary>
    public async ValueTask<bool> WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (_durable > after)
                    return true;
                if (_closed)
                    return false;
                _waiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiters.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Publish(long durableSeq) => Wake(() => Volatile.Write(ref _durable, durableSeq));

    public void Close() => Wake(() => _closed = true);

    private void Wake(Action change)
    {
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            change();
            waiters = _waiters;
            _waiters = null;
        }

        waiters?.SetResult();
    }
}
