using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>Deletes old events with their finished deliveries, a transaction at a time.</summary>
internal sealed class EventSweep(long beforeSeq, int limit)
{
    private const int Page = 200;

    private long _next;

    /// <summary>How many events are deleted.</summary>
    public int Deleted { get; private set; }

    /// <summary>Deletes some more; true when the limit is reached or there are none left.</summary>
    public bool Step(IndexState state)
    {
        var (engine, schema) = (state.Engine, state.Schema);
        if (Deleted == limit || beforeSeq <= 0)
            return true;
        var page = schema.Events.ById.Between(engine, _next, beforeSeq - 1, descending: false, Page).ConvertAll(schema.Events.Decode);
        var events = new List<EventEntry>();
        var deliveries = new List<Delivery>();
        foreach (var entry in page)
        {
            _next = entry.Seq + 1;
            if (DeliveriesOf(state, entry) is not { } finished)
                continue;
            events.Add(entry);
            deliveries.AddRange(finished);
            if (Deleted + events.Count == limit)
                break;
        }

        Delete(state, events, deliveries);
        Deleted += events.Count;
        return page.Count < Page || Deleted == limit;
    }

    // Null when one of them is unfinished: the event is still needed.
    private static List<Delivery>? DeliveriesOf(IndexState state, EventEntry entry)
    {
        var run = new DeliveryRun(state, state.Schema.DeliveriesByEvent, IndexKey.Head(entry.Id), descending: false, zone => zone.Deliveries > 0, after: null);
        var finished = new List<Delivery>();
        for (run.MoveNext(); run.Current is { } delivery; run.MoveNext())
        {
            // An id may have been taken again by a later event.
            if (delivery.EventSeq != entry.Seq)
                continue;
            if (!delivery.IsFinished)
                return null;
            finished.Add(delivery);
        }

        return finished;
    }

    private static void Delete(IndexState state, List<EventEntry> events, List<Delivery> deliveries)
    {
        if (events.Count == 0)
            return;
        foreach (var entry in events)
        {
            state.Tallies.Count(entry, -1);
            state.Zones.Remove(entry);
        }

        foreach (var delivery in deliveries)
        {
            state.Tallies.Count(delivery, -1);
            state.Zones.Remove(delivery);
        }

        state.Engine.InTransaction(() =>
        {
            state.Schema.Events.Delete(state.Engine, events);
            state.Schema.Deliveries.Delete(state.Engine, deliveries);
            state.Schema.NearMisses.Delete(state.Engine, events.SelectMany(IndexSchema.MissesOf));
            state.Save();
        });
        state.Engine.CheckpointIfDue();
    }
}
