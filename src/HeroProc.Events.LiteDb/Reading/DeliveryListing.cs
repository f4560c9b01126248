using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// One page of deliveries in the order of (event, id), walked in steps so that facts are applied in between. Each state is a
/// stretch of an index; the stretches are merged. Nothing but the place reached is carried from step to step, so a delivery
/// that changes its state meanwhile is neither missed nor shown twice.
/// </summary>
internal sealed class DeliveryListing(DeliveryFilter filter)
{
    private readonly List<Delivery> _found = [];
    private DeliveryCursor? _last = filter.After;

    /// <summary>The page, once a step says that it is complete.</summary>
    public IReadOnlyList<Delivery> Found => _found;

    /// <summary>Looks at some more deliveries; true when the page is full or there are no more.</summary>
    public bool Step(IndexState state, int budget)
    {
        var runs = Runs(state).ToList();
        while (budget-- > 0)
        {
            DeliveryRun? first = null;
            foreach (var run in runs)
            {
                if (run.Current is not null && (first is null || run.Precedes(first)))
                    first = run;
            }

            if (first?.Current is not { } delivery)
                return true;
            first.MoveNext();
            _last = new DeliveryCursor(delivery.EventSeq, delivery.Id);
            if (!Matches(delivery))
                continue;
            _found.Add(delivery);
            if (_found.Count == filter.Limit)
                return true;
        }

        return false;
    }

    private IEnumerable<DeliveryRun> Runs(IndexState state)
    {
        var (schema, tallies) = (state.Schema, state.Tallies);
        if (filter.EventId is { } eventId)
            return [Run(state, schema.DeliveriesByEvent, IndexKey.Head(eventId))];
        var states = (filter.States ?? DeliveryStates.All).Distinct();
        return filter.TriggerId is { } trigger
            ? states.Where(one => tallies.DeliveriesOf(trigger, one) > 0)
                .Select(one => Run(state, schema.DeliveriesByTrigger, IndexKey.Head(trigger, (byte)one)))
            : states.Where(one => tallies.Deliveries[(int)one] > 0).Select(one => Run(state, schema.DeliveriesByState, [(byte)one]));
    }

    private DeliveryRun Run(IndexState state, KeyIndex<Delivery> index, byte[] head)
    {
        var run = new DeliveryRun(state, index, head, !filter.OldestFirst, MayHold, _last);
        run.MoveNext();
        return run;
    }

    private bool MayHold(Zone zone) =>
        zone.Deliveries > 0
        && (filter.Since is not { } since || zone.CreatedTo >= since)
        && (filter.Until is not { } until || zone.CreatedFrom < until);

    private bool Matches(Delivery delivery) =>
        (filter.States is not { } states || states.Contains(delivery.State))
        && (filter.TriggerId is not { } trigger || delivery.TriggerId == trigger)
        && (filter.EventId is not { } eventId || delivery.EventId == eventId)
        && (filter.Since is not { } since || delivery.CreatedAt >= since)
        && (filter.Until is not { } until || delivery.CreatedAt < until);
}
