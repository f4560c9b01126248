using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;

namespace HeroProc.Events.Hosting;

/// <summary>Takes up at start what the process before left: the catalog, the keys of the duplicate window, the unfinished deliveries.</summary>
internal sealed class Recovery(
    StoreFeeder index, Catalog catalog, RoutingLoop routing, DeliveryEngine engine, RecentKeys keys)
{
    private const int PageSize = 1000;

    private static readonly DeliveryState[] _unfinished = [DeliveryState.Pending, DeliveryState.Running, DeliveryState.Waiting];

    /// <summary>Loads what must be there before the first event. Returns the place up to which deliveries are of before this start.</summary>
    public async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await index.AskAsync(store => store.LoadConfigurationAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        catalog.Load(new ConfigurationChanged { SourcesSet = stored.Sources, TriggersSet = stored.Triggers });
        await keys.RecallAsync(index, catalog.State, cancellationToken).ConfigureAwait(false);
        var routedSeq = await index.AskAsync(store => store.LoadRoutedSeqAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        routing.Load(catalog.State, routedSeq);
        return routedSeq;
    }

    /// <summary>Hands the unfinished deliveries of before to the engine, oldest first, as fast as it takes them.</summary>
    public async Task ResumeAsync(long upToSeq, CancellationToken cancellationToken)
    {
        DeliveryCursor? after = null;
        while (true)
        {
            var filter = new DeliveryFilter { States = _unfinished, OldestFirst = true, After = after, Limit = PageSize };
            var page = await index.AskAsync(store => store.ListDeliveriesAsync(filter, cancellationToken), cancellationToken).ConfigureAwait(false);
            var old = page.TakeWhile(delivery => delivery.EventSeq <= upToSeq).ToList();
            await engine.TakeAsync(old, cancellationToken).ConfigureAwait(false);
            if (old.Count < PageSize)
            {
                return;
            }

            after = new DeliveryCursor(old[^1].EventSeq, old[^1].Id);
        }
    }
}
