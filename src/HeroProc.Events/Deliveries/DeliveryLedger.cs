using HeroProc.Events.Journal;
using HeroProc.Journal;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Deliveries;

/// <summary>
/// Writes down where deliveries stand. Changes are written in groups; of several changes of one delivery that wait together
/// only the last is written. While the disk takes nothing they are kept here, one per unfinished delivery, and tried again.
/// Thread-safe.
/// </summary>
internal sealed partial class DeliveryLedger(FactLog log, TimeProvider time, ILogger<DeliveryLedger> logger) : IDisposable
{
    private const int MaxInFact = 1000;

    // What one append takes: more than any one step of the engine changes, less than the journal's bound for a batch.
    private const int MaxFacts = 8;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private Dictionary<string, Delivery> _waiting = new(StringComparer.Ordinal);
    private Dictionary<string, Delivery> _underWay = new(StringComparer.Ordinal);
    private TaskCompletionSource _written = NewSignal();
    private volatile bool _isFailing;
    private bool _isWriting;

    /// <summary>Changes not yet on disk.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count + (_isWriting ? _underWay.Count : 0);
            }
        }
    }

    /// <summary>The delivery as it was last noted, while that is not on disk yet; else null.</summary>
    public Delivery? Find(string deliveryId)
    {
        lock (_lock)
        {
            return _waiting.GetValueOrDefault(deliveryId) ?? _underWay.GetValueOrDefault(deliveryId);
        }
    }

    /// <summary>True while the disk takes nothing.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Notes a change and waits until it is on disk.</summary>
    public Task WriteAsync(Delivery delivery) => WriteAsync([delivery]);

    /// <summary>
    /// Notes changes that belong together and waits until they are on disk: all of them are, or none, as long as they are not
    /// more than some thousands. Who does not wait may drop the task; it never fails.
    /// </summary>
    public Task WriteAsync(IReadOnlyList<Delivery> deliveries)
    {
        lock (_lock)
        {
            var idle = _waiting.Count == 0;
            foreach (var delivery in deliveries)
            {
                _waiting[delivery.Id] = delivery;
            }

            if (idle && _waiting.Count > 0)
            {
                _work.Release();
            }

            return _waiting.Count > 0 ? _written.Task : Task.CompletedTask;
        }
    }

    /// <summary>Writes until cancelled, then once more what is left.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
                while (!await FlushAsync().ConfigureAwait(false))
                {
                    await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        await FlushAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    private async Task<bool> FlushAsync()
    {
        Dictionary<string, Delivery> group;
        TaskCompletionSource written;
        lock (_lock)
        {
            (group, _waiting) = (_waiting, new Dictionary<string, Delivery>(StringComparer.Ordinal));
            _underWay = group;
            _isWriting = true;
            (written, _written) = (_written, NewSignal());
        }

        var isKept = group.Count == 0 || await AppendAsync(group.Values).ConfigureAwait(false);
        lock (_lock)
        {
            _isWriting = false;
            if (isKept)
            {
                written.TrySetResult();
                return true;
            }

            // What changed meanwhile is newer than what could not be written.
            foreach (var (id, delivery) in group)
            {
                _waiting.TryAdd(id, delivery);
            }

            var newer = _written;
            _written = written;
            _ = written.Task.ContinueWith(_ => newer.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return false;
    }

    private async Task<bool> AppendAsync(IEnumerable<Delivery> deliveries)
    {
        foreach (var facts in deliveries.Chunk(MaxInFact).Select(static chunk => (Fact)new DeliveriesChanged { Deliveries = chunk }).Chunk(MaxFacts))
        {
            var result = await log.AppendAsync(facts).ConfigureAwait(false);
            if (result is not AppendResult.Appended)
            {
                _isFailing = true;
                LogNotWritten(result is AppendResult.StorageUnavailable unavailable ? unavailable.Reason.ToString() : "Overloaded");
                return false;
            }
        }

        _isFailing = false;
        return true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
