using System.Collections.Concurrent;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// The one thread that calls LiteDB: the engine gives wrong documents to concurrent readers, damages its file under concurrent
/// writers, and ties a transaction to its thread. Work is done one piece at a time in the order it came. Thread-safe.
/// </summary>
internal sealed class LiteDbThread : IAsyncDisposable
{
    private const int Capacity = 256;

    private readonly SemaphoreSlim _slots = new(Capacity);
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LiteDbThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "event index" };
        thread.Start();
    }

    /// <summary>Does a piece of work on the thread. While the queue is full the caller waits.</summary>
    /// <param name="work">The work; its exceptions are the caller's.</param>
    /// <param name="cancellationToken">Gives up for as long as the work has not begun; then it is finished.</param>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Complete(done, work, cancellationToken), CancellationToken.None);
        }
        catch (InvalidOperationException exception)
        {
            _slots.Release();
            throw new ObjectDisposedException("The event index is closed.", exception);
        }

        return await done.Task.ConfigureAwait(false);
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for work without a result.</summary>
    public Task RunAsync(Action work, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            work();
            return true;
        },
        cancellationToken);

    /// <summary>Finishes what is queued, takes no more, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
            _slots.Release();
        }

        _ended.SetResult();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            done.SetCanceled(cancellationToken);
            return;
        }

#pragma warning disable CA1031 // Whatever the work throws belongs to the one who awaits it; on this thread it would end the process.
        try
        {
            done.SetResult(work());
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }
#pragma warning restore CA1031
    }
}
