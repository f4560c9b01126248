namespace HeroProc.Events.Store;

/// <summary>A number that grows, and those who wait for it to reach theirs. Thread-safe.</summary>
internal sealed class SeqWaiters
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _passed;

    /// <summary>The number now.</summary>
    public long Passed => Volatile.Read(ref _passed);

    /// <summary>Completes once the number is at least <paramref name="seq"/>.</summary>
    public Task WaitAsync(long seq, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_passed >= seq)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, seq);
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Moves the number up and wakes those it reached.</summary>
    public void Advance(long seq)
    {
        lock (_lock)
        {
            Volatile.Write(ref _passed, Math.Max(_passed, seq));
            while (_waiting.TryPeek(out var waiter, out var wanted) && wanted <= _passed)
            {
                _waiting.Dequeue();
                waiter.SetResult();
            }
        }
    }

    /// <summary>Sets the number back to 0; those who wait go on waiting.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            Volatile.Write(ref _passed, 0);
        }
    }
}
