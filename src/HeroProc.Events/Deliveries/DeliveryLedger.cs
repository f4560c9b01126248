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
    private const int MaxGroup = 1000;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private Dictionary<string, Delivery> _waiting = new(StringComparer.Ordinal);
    private Dictionary<string, Delivery> _underWay = new(StringComparer.Ordinal);
    private TaskCompletionSource _written = NewSignal();

    /// <summary>Changes not yet on disk.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
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

    /// <summary>Notes a change; it is written soon.</summary>
    public void Note(Delivery delivery) => _ = WriteAsync(delivery);

    /// <summary>Notes a change and waits until it is on disk.</summary>
    public Task WriteAsync(Delivery delivery)
    {
        lock (_lock)
        {
            var idle = _waiting.Count == 0;
            _waiting[delivery.Id] = delivery;
            if (idle)
            {
                _work.Release();
            }

            return _written.Task;
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
            (written, _written) = (_written, NewSignal());
        }

        if (group.Count == 0)
        {
            written.TrySetResult();
            return true;
        }

        if (await AppendAsync(group.Values).ConfigureAwait(false))
        {
            written.TrySetResult();
            return true;
        }

        lock (_lock)
        {
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
        var facts = deliveries.Chunk(MaxGroup).Select(static chunk => (Fact)new DeliveriesChanged { Deliveries = chunk }).ToArray();
        var result = await log.AppendAsync(facts).ConfigureAwait(false);
        if (result is AppendResult.Appended)
        {
            return true;
        }

        LogNotWritten(result is AppendResult.StorageUnavailable unavailable ? unavailable.Reason.ToString() : "Overloaded");
        return false;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
