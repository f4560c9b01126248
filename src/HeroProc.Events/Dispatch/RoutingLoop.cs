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
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly SeqWaiters _passed = new();
    private readonly List<StoredFact> _facts = [];
    private readonly List<Fact> _routed = [];
    private long _routedSeq;

    /// <summary>The last record whose events were offered, durably.</summary>
    public long PassedSeq => _passed.Passed;

    /// <inheritdoc/>
    public Task WaitUntilPassedAsync(long seq, CancellationToken cancellationToken) => _passed.WaitAsync(seq, cancellationToken);

    /// <summary>Takes up, at start, where the last process left off.</summary>
    /// <param name="state">The catalog as the index knows it.</param>
    /// <param name="routedSeq">The last event that was routed.</param>
    public void Load(CatalogState state, long routedSeq)
    {
        planner.Apply(new ConfigurationChanged { SourcesSet = [.. state.Sources.Values], TriggersSet = [.. state.Triggers.Values] });
        _routedSeq = routedSeq;
        log.NoteOffered(routedSeq);
    }

    /// <summary>Routes until cancelled or until the journal is closed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var reader = log.OpenReader(_routedSeq + 1, FactKind.ConfigurationChanged, FactKind.EventAccepted);
        while (await reader.ReadBatchAsync(_facts, BatchSize, cancellationToken).ConfigureAwait(false) is { } seq)
        {
            _routed.Clear();
            foreach (var fact in _facts)
            {
                switch (fact.Fact)
                {
                    case ConfigurationChanged change:
                        planner.Apply(change);
                        break;
                    case EventAccepted accepted:
                        _routed.Add(planner.Route(fact.Seq, accepted.Event));
                        break;
                    default:
                        break;
                }
            }

            if (_routed.Count > 0)
            {
                await KeepAsync(cancellationToken).ConfigureAwait(false);
                foreach (var fact in _routed)
                {
                    await engine.TakeAsync(((EventRouted)fact).Deliveries, cancellationToken).ConfigureAwait(false);
                }
            }

            _passed.Advance(seq);
            log.NoteOffered(seq);
        }
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
