using HeroProc.Events.Journal;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Store;

/// <summary>
/// Carries facts from the journal into the index, in order, and rebuilds the index when it turns out damaged. Readers of the
/// index wait here until it has caught up with what they may have seen acknowledged.
/// </summary>
internal sealed partial class StoreFeeder(FactLog log, IEventStore store, ILogger<StoreFeeder> logger) : IDisposable
{
    private const int BatchSize = 1000;

    private readonly SeqWaiters _applied = new();
    private readonly List<StoredFact> _batch = [];
    private readonly Lock _lock = new();
    private CancellationTokenSource _interrupt = new();
    private TaskCompletionSource? _rebuilding;
    private StoreDamagedException? _damage;

    /// <summary>The last record in the index.</summary>
    public long AppliedSeq => _applied.Passed;

    /// <summary>Waits until the index holds everything that is durable now: a caller then finds what was acknowledged to it.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _applied.WaitAsync(log.DurableSeq, cancellationToken);

    /// <summary>At start: brings the index up to the end of the journal, then returns.</summary>
    public Task CatchUpAtStartAsync(CancellationToken cancellationToken) => FeedAsync(log.DurableSeq, cancellationToken);

    /// <summary>Feeds until cancelled or until the journal is closed.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => FeedAsync(long.MaxValue, cancellationToken);

    /// <summary>Asks the index, once it has caught up; a question that finds it damaged has it rebuilt and is asked once more.</summary>
    public async Task<T> AskAsync<T>(Func<IEventStore, ValueTask<T>> question, CancellationToken cancellationToken)
    {
        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await question(store).ConfigureAwait(false);
        }
        catch (StoreDamagedException exception)
        {
            await DemandRebuild(exception).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return await question(store).ConfigureAwait(false);
    }

    /// <summary>Keys of events that have left the journal and its index, but not yet the duplicate window.</summary>
    public IEnumerable<KeysRemembered> KeysOfBefore() => log.ReadSnapshot(FactKind.KeysRemembered).Cast<KeysRemembered>();

    /// <inheritdoc/>
    public void Dispose() => _interrupt.Dispose();

    private async Task FeedAsync(long end, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Interruption());
            try
            {
                await BeginAsync(cancellationToken).ConfigureAwait(false);
                var reader = log.OpenReader(store.AppliedSeq + 1);
                _applied.Advance(store.AppliedSeq);
                while (_applied.Passed < end)
                {
                    if (await reader.ReadBatchAsync(_batch, BatchSize, either.Token).ConfigureAwait(false) is not { } seq)
                    {
                        return;
                    }

                    await store.ApplyAsync(_batch, cancellationToken).ConfigureAwait(false);
                    _applied.Advance(seq);
                }

                return;
            }
            catch (StoreDamagedException exception)
            {
                _ = DemandRebuild(exception);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Interrupted by a reader that found damage; what it found is dealt with below.
            }

            await RebuildAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // An index that begins anew takes what the journal has dropped from the snapshot: all of it in one step, so that no half of it
    // is ever taken for the whole.
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var before = log.Stats.FirstSeq - 1;
        if (store.AppliedSeq >= before)
        {
            return;
        }

        var facts = log.ReadSnapshot(FactKind.ConfigurationChanged, FactKind.EventCarried, FactKind.EventRouted, FactKind.DeliveriesChanged)
            .Select(fact => new StoredFact(before, default, fact)).ToList();
        if (facts.Count == 0)
        {
            LogNoSnapshot(before);
        }

        await store.ApplyAsync(facts, cancellationToken).ConfigureAwait(false);
    }

    private CancellationToken Interruption()
    {
        lock (_lock)
        {
            return _interrupt.Token;
        }
    }

    // Only the feeding loop touches the cursor: a reader that finds damage asks the loop and waits for it.
    private Task DemandRebuild(StoreDamagedException exception)
    {
        lock (_lock)
        {
            if (_rebuilding is null)
            {
                _rebuilding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _damage = exception;
                _interrupt.Cancel();
            }

            return _rebuilding.Task;
        }
    }

    private async Task RebuildAsync(CancellationToken cancellationToken)
    {
        StoreDamagedException damage;
        lock (_lock)
        {
            damage = _damage ?? new StoreDamagedException();
        }

        LogDamaged(damage);
        await store.ResetAsync(damage.Message, cancellationToken).ConfigureAwait(false);
        _applied.Reset();
        lock (_lock)
        {
            _rebuilding?.SetResult();
            _rebuilding = null;
            _interrupt.Dispose();
            _interrupt = new CancellationTokenSource();
        }
    }
}
