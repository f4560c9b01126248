using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;
using HeroProc.Journal;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Offers every accepted event to the triggers, in the order of the journal, and writes down what matched. Reads sources and
/// triggers from the journal too, so that an event meets them exactly as they were when it was accepted.
/// </summary>
internal sealed partial class RoutingLoop(
    FactLog log, DeliveryPlanner planner, DeliveryEngine engine, TimeProvider time, ILogger<RoutingLoop> logger) : IRoutingProgress
{
    private const int BatchSize = 256;

    // A popular event matches thousands of triggers; what is written at once stays far below the journal's bound for a batch.
    private const int MaxDeliveriesAtOnce = 2000;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly SeqWaiters _passed = new();
    private readonly List<StoredFact> _facts = [];
    private readonly List<Fact> _routed = [];
    private int _planned;
    private long _routedSeq;

    /// <summary>The last record whose events were offered, durably.</summary>
    public long PassedSeq => _passed.Passed;

    /// <inheritdoc/>
    public Task WaitUntilPassedAsync(long seq, CancellationToken cancellationToken) => _passed.WaitAsync(seq, cancellationToken);

    /// <summary>Takes up, at start, where the last process left off.</summary>
    /// <param name="state">The catalog as it is at the end of the journal.</param>
    /// <param name="routedSeq">The last event that was routed.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public async Task LoadAsync(CatalogState state, long routedSeq, CancellationToken cancellationToken)
    {
        planner.Apply(new ConfigurationChanged { SourcesSet = [.. state.Sources.Values], TriggersSet = [.. state.Triggers.Values] });
        _routedSeq = routedSeq;

        // Events that are not routed yet must meet the catalog as it was when they came: changes after them are taken back
        // here and made again on the way.
        var reader = log.OpenReader(routedSeq + 1, FactKind.ConfigurationChanged);
        var end = log.DurableSeq;
        List<ConfigurationChanged> later = [];
        for (var at = routedSeq; at < end && await reader.ReadBatchAsync(_facts, BatchSize, cancellationToken).ConfigureAwait(false) is { } seq; at = seq)
        {
            later.AddRange(_facts.Select(static fact => (ConfigurationChanged)fact.Fact));
        }

        foreach (var change in Enumerable.Reverse(later))
        {
            planner.Apply(change.Undo());
        }
    }

    /// <summary>Routes until cancelled or until the journal is closed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reader = log.OpenReader(_routedSeq + 1, FactKind.ConfigurationChanged, FactKind.EventAccepted);
        while (await reader.ReadBatchAsync(_facts, BatchSize, cancellationToken).ConfigureAwait(false) is { } seq)
        {
            foreach (var fact in _facts)
            {
                switch (fact.Fact)
                {
                    case ConfigurationChanged change:
                        planner.Apply(change);
                        break;
                    case EventAccepted accepted:
                        var routed = planner.Route(fact.Seq, accepted.Event);
                        _routed.Add(routed);
                        _planned += routed.Deliveries.Count;
                        break;
                    default:
                        break;
                }

                if (_planned >= MaxDeliveriesAtOnce)
                {
                    await PassOnAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            await PassOnAsync(cancellationToken).ConfigureAwait(false);
            _passed.Advance(seq);
        }
    }

    // First what matched is durable, then it runs.
    private async Task PassOnAsync(CancellationToken cancellationToken)
    {
        if (_routed.Count == 0)
        {
            return;
        }

        await KeepAsync(cancellationToken).ConfigureAwait(false);
        foreach (var fact in _routed)
        {
            await engine.TakeAsync(((EventRouted)fact).Deliveries, cancellationToken).ConfigureAwait(false);
        }

        _routed.Clear();
        _planned = 0;
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await log.AppendAsync(_routed).ConfigureAwait(false);
            if (result is AppendResult.Appended)
            {
                return;
            }

            LogNotKept(result is AppendResult.StorageUnavailable unavailable ? unavailable.Reason.ToString() : "Overloaded");
            await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
