using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;
using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// Facts on their way into the index: what they touch is read, changed in memory, and written in one transaction with the
/// cursor. After an exception the state in memory is ahead of the file, so the index must not be used any more.
/// </summary>
internal sealed class FactBatch
{
    private readonly IndexState _state;
    private readonly ChangeSet<long, EventEntry> _events;
    private readonly ChangeSet<string, Delivery> _deliveries;
    private readonly ChangeSet<string, EventSource> _sources;
    private readonly ChangeSet<string, EventTrigger> _triggers;

    public FactBatch(IndexState state)
    {
        var (engine, schema) = (state.Engine, state.Schema);
        _state = state;
        _events = new(engine, schema.Events, seq => seq, entry => entry.Seq);
        _deliveries = new(engine, schema.Deliveries, id => IndexKey.Text(id), delivery => delivery.Id);
        _sources = new(engine, schema.Sources, id => IndexKey.Text(id), source => source.Id);
        _triggers = new(engine, schema.Triggers, id => IndexKey.Text(id), trigger => trigger.Id);
    }

    /// <summary>Applies facts that lie behind the cursor, in their order, and moves the cursor.</summary>
    public void Apply(IReadOnlyList<StoredFact> facts)
    {
        var fresh = facts.Where(fact => fact.Seq > _state.AppliedSeq).ToList();
        if (fresh.Count == 0)
            return;
        Load(fresh);
        foreach (var fact in fresh)
            Apply(fact);
        _state.AppliedSeq = fresh[^1].Seq;
        _state.Engine.InTransaction(() =>
        {
            _events.Save();
            SaveMisses();
            _deliveries.Save();
            _sources.Save();
            _triggers.Save();
            _state.Save();
        });
        _state.Engine.CheckpointIfDue();
    }

    private static IReadOnlyList<Delivery> DeliveriesOf(Fact fact) => fact switch
    {
        EventRouted routed => routed.Deliveries,
        DeliveriesChanged changed => changed.Deliveries,
        _ => [],
    };

    private void Load(List<StoredFact> facts)
    {
        // An accepted event cannot be in the index before its record is applied.
        foreach (var fact in facts)
        {
            if (fact.Fact is EventAccepted)
                _events.Set(fact.Seq, null);
        }

        _events.Load(facts.Select(fact => fact.Fact).OfType<EventRouted>().Select(routed => routed.EventSeq));
        _events.Load(facts.Select(fact => fact.Fact).OfType<EventCarried>().Select(carried => carried.EventSeq));
        _events.Load(facts.SelectMany(fact => DeliveriesOf(fact.Fact)).Where(delivery => delivery.IsFinished).Select(delivery => delivery.EventSeq));
        _deliveries.Load(facts.SelectMany(fact => DeliveriesOf(fact.Fact)).Select(delivery => delivery.Id));
        var changes = facts.Select(fact => fact.Fact).OfType<ConfigurationChanged>().ToList();
        _sources.Load(changes.SelectMany(change => change.SourcesRemoved.Concat(change.SourcesSet.Select(source => source.Id))));
        _triggers.Load(changes.SelectMany(change => change.TriggersRemoved.Concat(change.TriggersSet.Select(trigger => trigger.Id))));
    }

    private void Apply(StoredFact stored)
    {
        switch (stored.Fact)
        {
            case ConfigurationChanged changed:
                Apply(changed);
                break;
            case EventAccepted accepted:
                Apply(stored, accepted.Event);
                break;
            case EventRouted routed:
                Apply(routed);
                break;
            case EventCarried carried:
                Apply(stored, carried);
                break;
            case DeliveriesChanged changed:
                foreach (var delivery in changed.Deliveries)
                    Put(delivery);
                break;
            default:
                throw new ArgumentException($"The index has no place for the fact {stored.Fact.GetType().Name}.");
        }
    }

    private void Apply(ConfigurationChanged changed)
    {
        foreach (var id in changed.SourcesRemoved)
            _sources.Set(id, null);
        foreach (var id in changed.TriggersRemoved)
            _triggers.Set(id, null);
        foreach (var source in changed.SourcesSet)
            _sources.Set(source.Id, source);
        foreach (var trigger in changed.TriggersSet)
            _triggers.Set(trigger.Id, trigger);
    }

    private void Apply(StoredFact stored, EventRecord record)
    {
        // No payload is JSON without a byte: one that is empty was left out, and the content hash would be of nothing.
        if (record.Payload.IsEmpty)
            throw new ArgumentException($"The event of record {stored.Seq} came without its payload, which its content hash is made of.");
        Replace(null, new EventEntry
        {
            Seq = stored.Seq,
            Position = stored.Position,
            Id = record.Id,
            SourceId = record.SourceId,
            Type = record.Type,
            ReceivedAt = record.ReceivedAt,
            DedupeKey = record.DedupeKey,
            ContentHash = EventContentHash.Of(record),
        });
    }

    private void Apply(StoredFact stored, EventCarried carried)
    {
        var position = carried.Position ?? stored.Position;
        var entry = Known(carried.EventSeq, carried.Event.Id);
        Replace(entry, entry is null ? CarriedEvents.Entry(carried, position) : entry with { Position = position });
    }

    private void Apply(EventRouted routed)
    {
        _state.RoutedSeq = Math.Max(_state.RoutedSeq, routed.EventSeq);
        if (Known(routed.EventSeq, routed.EventId) is { } entry)
            Replace(entry, entry with { Routed = true, MatchedTriggers = routed.MatchedTriggers, NearMisses = routed.NearMisses });
        foreach (var delivery in routed.Deliveries)
        {
            // A record read again must not undo a later state.
            if (_deliveries.Get(delivery.Id) is null)
                Put(delivery);
        }
    }

    private void Put(Delivery delivery)
    {
        // Without its event a finished delivery is of no use to anyone; an unfinished one still has to be run.
        var kept = delivery.IsFinished && Known(delivery.EventSeq, delivery.EventId) is null ? null : delivery;
        if (_deliveries.Get(delivery.Id) is { } before)
        {
            _state.Tallies.Count(before, -1);
            _state.Zones.Remove(before);
        }

        if (kept is not null)
        {
            _state.Tallies.Count(kept, 1);
            _state.Zones.Add(kept);
        }

        _deliveries.Set(delivery.Id, kept);
    }

    private void SaveMisses()
    {
        var misses = _state.Schema.NearMisses;
        var changed = _events.Changed.ToList();
        misses.Delete(_state.Engine, changed.Where(entry => entry.Before is not null).SelectMany(entry => IndexSchema.MissesOf(entry.Before!)));
        misses.Insert(_state.Engine, changed.Where(entry => entry.Now is not null).SelectMany(entry => IndexSchema.MissesOf(entry.Now!)));
    }

    private EventEntry? Known(long seq, string id) => _events.Get(seq) is { } entry && entry.Id == id ? entry : null;

    private void Replace(EventEntry? before, EventEntry now)
    {
        if (before is not null)
        {
            _state.Tallies.Count(before, -1);
            _state.Zones.Remove(before);
        }

        _state.Tallies.Count(now, 1);
        _state.Zones.Add(now);
        _events.Set(now.Seq, now);
    }
}
