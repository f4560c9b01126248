using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>The counters, kept in memory and written with what they count. Used by one thread only.</summary>
internal sealed class TallyTable
{
    private readonly Dictionary<string, SourceTally> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TriggerTally> _triggers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changedSources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changedTriggers = new(StringComparer.Ordinal);

    /// <summary>Events in the index.</summary>
    public long Events { get; private set; }

    /// <summary>Deliveries, by the number of their state.</summary>
    public long[] Deliveries { get; } = new long[DeliveryStates.Count];

    /// <summary>Takes the numbers read from the file.</summary>
    public void Load(IndexMeta meta)
    {
        Events = meta.Events;
        meta.Deliveries.CopyTo(Deliveries, 0);
    }

    public void Load(SourceTally tally) => _sources.Add(tally.SourceId, tally);

    public void Load(TriggerTally tally) => _triggers.Add(tally.TriggerId, tally);

    /// <summary>How many events a source has.</summary>
    public long EventsOf(string sourceId) => _sources.GetValueOrDefault(sourceId)?.Events ?? 0;

    /// <summary>How many deliveries a trigger has in a state.</summary>
    public long DeliveriesOf(string triggerId, DeliveryState state) => _triggers.GetValueOrDefault(triggerId)?.Deliveries[(int)state] ?? 0;

    /// <summary>Counts an event in (1) or out (-1).</summary>
    public void Count(EventEntry entry, int by)
    {
        Events += by;
        if (!_sources.TryGetValue(entry.SourceId, out var tally))
            _sources.Add(entry.SourceId, tally = new SourceTally { SourceId = entry.SourceId });
        tally.Events += by;
        _changedSources.Add(entry.SourceId);
        foreach (var trigger in entry.MatchedTriggers)
            Trigger(trigger).Matches += by;
    }

    /// <summary>Counts a delivery in (1) or out (-1).</summary>
    public void Count(Delivery delivery, int by)
    {
        Deliveries[(int)delivery.State] += by;
        Trigger(delivery.TriggerId).Deliveries[(int)delivery.State] += by;
    }

    /// <summary>Writes what changed, inside the caller's transaction.</summary>
    public void Save(IndexEngine engine, IndexSchema schema)
    {
        var sources = _changedSources.Select(id => _sources[id]).ToLookup(tally => tally.Events == 0);
        var triggers = _changedTriggers.Select(id => _triggers[id]).ToLookup(tally => tally.IsEmpty);
        schema.SourceTallies.Upsert(engine, sources[false]);
        schema.SourceTallies.DeleteIfThere(engine, sources[true]);
        schema.TriggerTallies.Upsert(engine, triggers[false]);
        schema.TriggerTallies.DeleteIfThere(engine, triggers[true]);
        foreach (var tally in sources[true])
            _sources.Remove(tally.SourceId);
        foreach (var tally in triggers[true])
            _triggers.Remove(tally.TriggerId);
        _changedSources.Clear();
        _changedTriggers.Clear();
    }

    /// <summary>The numbers as the port shows them.</summary>
    public StoreCounters ToCounters(long bytes) => new()
    {
        Events = Events,
        EventsBySource = _sources.Values.ToDictionary(tally => tally.SourceId, tally => tally.Events, StringComparer.Ordinal),
        MatchesByTrigger = _triggers.Values.Where(tally => tally.Matches > 0).ToDictionary(tally => tally.TriggerId, tally => tally.Matches, StringComparer.Ordinal),
        DeliveriesByState = ByState(Deliveries),
        DeliveriesByTrigger = _triggers.Values.Where(tally => tally.Deliveries.Any(count => count > 0))
            .ToDictionary(tally => tally.TriggerId, tally => (IReadOnlyDictionary<DeliveryState, long>)ByState(tally.Deliveries), StringComparer.Ordinal),
        Bytes = bytes,
    };

    /// <summary>True when both count the same.</summary>
    public bool SameAs(TallyTable other) =>
        Events == other.Events
        && Deliveries.AsSpan().SequenceEqual(other.Deliveries)
        && _sources.Count == other._sources.Count
        && _sources.Values.All(tally => other.EventsOf(tally.SourceId) == tally.Events)
        && _triggers.Count == other._triggers.Count
        && _triggers.Values.All(tally =>
            other._triggers.TryGetValue(tally.TriggerId, out var same)
            && same.Matches == tally.Matches
            && same.Deliveries.AsSpan().SequenceEqual(tally.Deliveries));

    private static Dictionary<DeliveryState, long> ByState(long[] counts) =>
        DeliveryStates.All.Where(state => counts[(int)state] > 0).ToDictionary(state => state, state => counts[(int)state]);

    private TriggerTally Trigger(string id)
    {
        if (!_triggers.TryGetValue(id, out var tally))
            _triggers.Add(id, tally = new TriggerTally { TriggerId = id });
        _changedTriggers.Add(id);
        return tally;
    }
}
