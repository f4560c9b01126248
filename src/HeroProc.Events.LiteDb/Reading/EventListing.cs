using HeroProc.Events.Store;
using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// One page of the log, newest first, walked in steps so that facts are applied in between. It goes along the index of the
/// condition that leaves the fewest events, and passes over stretches of the log that cannot hold any.
/// </summary>
internal sealed class EventListing(EventFilter filter)
{
    private const int MaxPage = 256;

    private readonly List<EventEntry> _found = [];
    private long _next = filter.BeforeSeq is { } before ? before - 1 : long.MaxValue;

    /// <summary>The page, once a step says that it is complete.</summary>
    public IReadOnlyList<EventEntry> Found => _found;

    /// <summary>Looks at some more events; true when the page is full or the log is at its end.</summary>
    public bool Step(IndexState state, int budget)
    {
        var candidates = Cheapest(state);
        while (budget > 0)
        {
            if (_next < 0 || state.Zones.AtOrBelow(_next, MayHold) is not { } start)
                return true;
            var page = Math.Clamp(filter.Limit - _found.Count, 32, MaxPage);
            var (entries, last) = candidates(start, page);
            foreach (var entry in entries)
            {
                if (!Matches(state, entry))
                    continue;
                _found.Add(entry);
                if (_found.Count == filter.Limit)
                    return true;
            }

            if (last is null)
                return true;
            _next = last.Value - 1;
            budget -= page;
        }

        return false;
    }

    private Func<long, int, (IEnumerable<EventEntry> Entries, long? Last)> Cheapest(IndexState state)
    {
        var schema = state.Schema;
        var ways = new List<(long Cost, Func<long, int, (IEnumerable<EventEntry>, long?)> Way)>
        {
            (state.Tallies.Events + 1, (start, page) => Along(state, schema.Events.ById, 0L, start, page)),
        };
        if (filter.SourceId is { } source)
            ways.Add((state.Tallies.EventsOf(source), Way(state, schema.EventsBySource, IndexKey.Head(source))));

        // How many events a type or a miss has is not counted; it is far more often few than many.
        if (filter.Type is { } type)
            ways.Add((state.Tallies.Events / 4, Way(state, schema.EventsByType, IndexKey.HashHead(type))));
        if (filter.NearMissOf is { } trigger)
            ways.Add((state.Tallies.Events / 16, (start, page) => OfMisses(state, IndexKey.Head(trigger), start, page)));
        if (filter.DeliveryState is { } wanted)
            ways.Add((state.Tallies.Deliveries[(int)wanted], (start, page) => OfDeliveries(state, (byte)wanted, start, page)));
        return ways.MinBy(way => way.Cost).Way;
    }

    private static Func<long, int, (IEnumerable<EventEntry>, long?)> Way(IndexState state, KeyIndex<EventEntry> index, byte[] head) =>
        (start, page) => Along(state, index.Query, IndexKey.Of(head, 0), IndexKey.Of(head, start), page);

    private static (IEnumerable<EventEntry> Entries, long? Last) Along(IndexState state, IndexQuery query, BsonValue from, BsonValue to, int page)
    {
        var entries = query.Between(state.Engine, from, to, descending: true, page).ConvertAll(state.Schema.Events.Decode);
        return (entries, entries.Count < page ? null : entries[^1].Seq);
    }

    // One delivery is enough for its event, so the rest of the last event's deliveries may be passed over.
    private static (IEnumerable<EventEntry> Entries, long? Last) OfDeliveries(IndexState state, byte wanted, long start, int page)
    {
        var (engine, schema) = (state.Engine, state.Schema);
        var deliveries = schema.DeliveriesByState.Query
            .Between(engine, IndexKey.Of([wanted], 0), IndexKey.EndOf([wanted], start), descending: true, page)
            .ConvertAll(schema.Deliveries.Decode);
        var seqs = deliveries.Select(delivery => delivery.EventSeq).Distinct().Select(seq => new BsonValue(seq));
        return (schema.Events.Find(engine, seqs).OrderByDescending(entry => entry.Seq), deliveries.Count < page ? null : deliveries[^1].EventSeq);
    }

    private static (IEnumerable<EventEntry> Entries, long? Last) OfMisses(IndexState state, byte[] head, long start, int page)
    {
        var (engine, schema) = (state.Engine, state.Schema);
        var misses = schema.NearMisses.ById
            .Between(engine, IndexKey.Of(head, 0), IndexKey.Of(head, start), descending: true, page)
            .ConvertAll(schema.NearMisses.Decode);
        var entries = schema.Events.Find(engine, misses.Select(miss => new BsonValue(miss.Seq))).OrderByDescending(entry => entry.Seq);
        return (entries, misses.Count < page ? null : misses[^1].Seq);
    }

    private bool MayHold(Zone zone) =>
        zone.Events > 0
        && (filter.Since is not { } since || zone.ReceivedTo >= since)
        && (filter.Until is not { } until || zone.ReceivedFrom < until)
        && (filter.Matched is not { } matched || (matched ? zone.Matched > 0 : zone.Matched < zone.Events))
        && (filter.DeliveryState is null || zone.Deliveries > 0);

    private bool Matches(IndexState state, EventEntry entry) =>
        (filter.SourceId is not { } source || entry.SourceId == source)
        && (filter.Type is not { } type || entry.Type == type)
        && (filter.Since is not { } since || entry.ReceivedAt >= since)
        && (filter.Until is not { } until || entry.ReceivedAt < until)
        && (filter.Matched is not { } matched || entry.MatchedTriggers.Count > 0 == matched)
        && (filter.NearMissOf is not { } trigger || entry.NearMisses.Contains(trigger))
        && (filter.DeliveryState is not { } wanted || HasDelivery(state, entry.Seq, (byte)wanted));

    private static bool HasDelivery(IndexState state, long seq, byte wanted) =>
        state.Schema.DeliveriesByState.Query.Between(state.Engine, IndexKey.Of([wanted], seq), IndexKey.EndOf([wanted], seq), descending: false, 1).Count > 0;
}
