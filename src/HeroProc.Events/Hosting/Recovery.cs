using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;

namespace HeroProc.Events.Hosting;

/// <summary>Takes up at start what the process before left: the catalog, the keys of the duplicate window, the unfinished deliveries.</summary>
internal sealed class Recovery(
    StoreFeeder index, Catalog catalog, RoutingLoop routing, DeliveryEngine engine, RecentKeys keys, TimeProvider time)
{
    private const int PageSize = 1000;

    private static readonly DeliveryState[] _unfinished = [DeliveryState.Pending, DeliveryState.Running, DeliveryState.Waiting];

    /// <summary>
    /// Loads all of it, before the first event comes in and before anything runs: what was left is in its place before
    /// anything newer can overtake it.
    /// </summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await index.AskAsync(store => store.LoadConfigurationAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        catalog.Load(new ConfigurationChanged { SourcesSet = stored.Sources, TriggersSet = stored.Triggers });
        await keys.RecallAsync(index, catalog.State, cancellationToken).ConfigureAwait(false);
        var unfinished = await ListAsync(new DeliveryFilter { States = _unfinished }, cancellationToken).ConfigureAwait(false);
        engine.Resume(unfinished, await BegunLatelyAsync(cancellationToken).ConfigureAwait(false));
        var routedSeq = await index.AskAsync(store => store.LoadRoutedSeqAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await routing.LoadAsync(catalog.State, routedSeq, cancellationToken).ConfigureAwait(false);
    }

    // What a throttle let in during its period, so that a restart is no way around it.
    private async Task<List<Delivery>> BegunLatelyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        List<Delivery> begun = [];
        foreach (var trigger in catalog.State.Triggers.Values)
        {
            if (trigger.Policy?.Throttle is { } throttle)
            {
                var lately = await ListAsync(new DeliveryFilter { TriggerId = trigger.Id, Since = now - throttle.PeriodMs + 1 }, cancellationToken).ConfigureAwait(false);
                begun.AddRange(lately.Where(static delivery => delivery is { Attempt: > 0, Forced: false }));
            }
        }

        return begun;
    }

    private async Task<List<Delivery>> ListAsync(DeliveryFilter filter, CancellationToken cancellationToken)
    {
        List<Delivery> all = [];
        while (true)
        {
            var after = all.Count == 0 ? null : new DeliveryCursor(all[^1].EventSeq, all[^1].Id);
            var paged = filter with { OldestFirst = true, After = after, Limit = PageSize };
            var page = await index.AskAsync(store => store.ListDeliveriesAsync(paged, cancellationToken), cancellationToken).ConfigureAwait(false);
            all.AddRange(page);
            if (page.Count < PageSize)
            {
                return all;
            }
        }
    }
}
