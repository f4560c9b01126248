using HeroProc.Events.Deliveries;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.TestKit;

/// <summary>The index as it must behave, in the most obvious way: every question walks everything. Outlives crashes like a file.</summary>
public sealed class InMemoryEventStore : IEventStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, EventSource> _sources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EventTrigger> _triggers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, EventEntry> _events = [];
    private readonly Dictionary<string, Delivery> _deliveries = new(StringComparer.Ordinal);
    private string? _journalId;
    private long _routedSeq;

    /// <summary>Calls from now on that find the index damaged, until it is reset.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>How often it was reset.</summary>
    public int Resets { get; private set; }

    /// <inheritdoc/>
    public long AppliedSeq { get; private set; }

    /// <inheritdoc/>
    public ValueTask<StoreOpening> OpenAsync(string journalId, long oldestSeq, long durableSeq, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var isOfUse = _journalId == journalId && AppliedSeq <= durableSeq && AppliedSeq >= oldestSeq - 1;
            var rebuilt = !isOfUse && AppliedSeq > 0;
            if (!isOfUse)
            {
                Clear();
            }

            _journalId = journalId;
            return new(new StoreOpening(AppliedSeq, rebuilt, rebuilt ? "The index was of no use." : null));
        }
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(string reason, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Clear();
            IsDamaged = false;
            Resets++;
            return default;
        }
    }

    /// <inheritdoc/>
    public ValueTask ApplyAsync(IReadOnlyList<StoredFact> facts, CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        lock (_lock)
        {
            foreach (var fact in facts.Where(fact => fact.Seq > AppliedSeq))
            {
                Apply(fact);
                AppliedSeq = fact.Seq;
            }

            return default;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredConfiguration> LoadConfigurationAsync(CancellationToken cancellationToken) =>
        Ask(new StoredConfiguration([.. _sources.Values], [.. _triggers.Values]));

    /// <inheritdoc/>
    public ValueTask<long> LoadRoutedSeqAsync(CancellationToken cancellationToken) => Ask(_routedSeq);

    /// <inheritdoc/>
    public ValueTask<EventEntry?> FindEventAsync(string eventId, CancellationToken cancellationToken) =>
        Ask(Locked(() => _events.Values.FirstOrDefault(entry => entry.Id == eventId)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EventEntry>> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNotEqual(filter.Limit is >= 1 and <= 1000, true);
        return Ask(Locked(() => (IReadOnlyList<EventEntry>)[.. _events.Values.Reverse().Where(entry => Fits(entry, filter)).Take(filter.Limit)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EventEntry>> ListEventsForwardAsync(long afterSeq, ulong receivedSince, int limit, CancellationToken cancellationToken) =>
        Ask(Locked(() => (IReadOnlyList<EventEntry>)[.. _events.Values.Where(entry => entry.Seq > afterSeq && entry.ReceivedAt >= receivedSince).Take(limit)]));

    /// <inheritdoc/>
    public ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken) =>
        Ask(Locked(() => _deliveries.GetValueOrDefault(deliveryId)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Delivery>> ListDeliveriesOfEventAsync(string eventId, CancellationToken cancellationToken) =>
        Ask(Locked(() => (IReadOnlyList<Delivery>)[.. InOrder().Where(delivery => delivery.EventId == eventId)]));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNotEqual(filter.Limit is >= 1 and <= 1000, true);
        return Ask(Locked(() =>
        {
            var all = filter.OldestFirst ? InOrder() : InOrder().Reverse();
            return (IReadOnlyList<Delivery>)[.. all.Where(delivery => Fits(delivery, filter)).Take(filter.Limit)];
        }));
    }

    /// <inheritdoc/>
    public ValueTask<StoreCounters> LoadCountersAsync(CancellationToken cancellationToken) => Ask(Locked(() => new StoreCounters
    {
        Events = _events.Count,
        EventsBySource = _events.Values.GroupBy(entry => entry.SourceId).ToDictionary(group => group.Key, group => (long)group.Count()),
        MatchesByTrigger = _events.Values.SelectMany(entry => entry.MatchedTriggers).GroupBy(id => id).ToDictionary(group => group.Key, group => (long)group.Count()),
        DeliveriesByState = _deliveries.Values.GroupBy(delivery => delivery.State).ToDictionary(group => group.Key, group => (long)group.Count()),
        DeliveriesByTrigger = _deliveries.Values.GroupBy(delivery => delivery.TriggerId).ToDictionary(
            group => group.Key,
            group => (IReadOnlyDictionary<DeliveryState, long>)group.GroupBy(delivery => delivery.State).ToDictionary(states => states.Key, states => (long)states.Count())),
    }));

    /// <inheritdoc/>
    public ValueTask<int> DeleteEventsBeforeAsync(long seq, int limit, CancellationToken cancellationToken) => Ask(Locked(() =>
    {
        var gone = _events.Values.Where(entry => entry.Seq < seq && _deliveries.Values.All(delivery => delivery.EventId != entry.Id || delivery.IsFinished)).Take(limit).ToList();
        foreach (var entry in gone)
        {
            _events.Remove(entry.Seq);
            foreach (var delivery in _deliveries.Values.Where(delivery => delivery.EventId == entry.Id).ToList())
            {
                _deliveries.Remove(delivery.Id);
            }
        }

        return gone.Count;
    }));

    /// <inheritdoc/>
    public ValueTask<StoreBackup> BackupAsync(string folder, int keep, CancellationToken cancellationToken) => Ask(new StoreBackup("memory", AppliedSeq, 0));

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        ThrowIfDamaged();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private ValueTask<T> Ask<T>(T answer)
    {
        ThrowIfDamaged();
        return new ValueTask<T>(answer);
    }

    private void ThrowIfDamaged()
    {
        if (IsDamaged)
        {
            throw new StoreDamagedException("A page does not hold what was put into it.");
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    private IEnumerable<Delivery> InOrder() => _deliveries.Values.OrderBy(delivery => delivery.EventSeq).ThenBy(delivery => delivery.Id, StringComparer.Ordinal);

    private void Clear()
    {
        _sources.Clear();
        _triggers.Clear();
        _events.Clear();
        _deliveries.Clear();
        AppliedSeq = 0;
        _routedSeq = 0;
    }

    private void Apply(StoredFact fact)
    {
        switch (fact.Fact)
        {
            case ConfigurationChanged changed:
                changed.TriggersRemoved.ToList().ForEach(id => _triggers.Remove(id));
                changed.SourcesRemoved.ToList().ForEach(id => _sources.Remove(id));
                changed.SourcesSet.ToList().ForEach(source => _sources[source.Id] = source);
                changed.TriggersSet.ToList().ForEach(trigger => _triggers[trigger.Id] = trigger);
                break;
            case EventAccepted accepted:
                var record = accepted.Event;
                _events[fact.Seq] = new EventEntry
                {
                    Seq = fact.Seq,
                    Position = fact.Position,
                    Id = record.Id,
                    SourceId = record.SourceId,
                    Type = record.Type,
                    ReceivedAt = record.ReceivedAt,
                    DedupeKey = record.DedupeKey,
                    ContentHash = EventContentHash.Of(record),
                };
                break;
            case EventRouted routed:
                _routedSeq = Math.Max(_routedSeq, routed.EventSeq);
                if (_events.TryGetValue(routed.EventSeq, out var entry))
                {
                    _events[routed.EventSeq] = entry with { Routed = true, MatchedTriggers = routed.MatchedTriggers, NearMisses = routed.NearMisses };
                }

                routed.Deliveries.ToList().ForEach(Keep);
                break;
            case DeliveriesChanged changed:
                changed.Deliveries.ToList().ForEach(Keep);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fact), fact.Fact, null);
        }
    }

    private void Keep(Delivery delivery)
    {
        if (!delivery.IsFinished || _events.ContainsKey(delivery.EventSeq))
        {
            _deliveries[delivery.Id] = delivery;
        }
    }

    private bool Fits(EventEntry entry, EventFilter filter) =>
        (filter.SourceId is null || entry.SourceId == filter.SourceId)
        && (filter.Type is null || entry.Type == filter.Type)
        && (filter.Since is null || entry.ReceivedAt >= filter.Since)
        && (filter.Until is null || entry.ReceivedAt < filter.Until)
        && (filter.Matched is null || entry.MatchedTriggers.Count > 0 == filter.Matched)
        && (filter.NearMissOf is null || entry.NearMisses.Contains(filter.NearMissOf))
        && (filter.BeforeSeq is null || entry.Seq < filter.BeforeSeq)
        && (filter.DeliveryState is null || _deliveries.Values.Any(delivery => delivery.EventId == entry.Id && delivery.State == filter.DeliveryState));

    private static bool Fits(Delivery delivery, DeliveryFilter filter) =>
        (filter.States is null || filter.States.Contains(delivery.State))
        && (filter.TriggerId is null || delivery.TriggerId == filter.TriggerId)
        && (filter.EventId is null || delivery.EventId == filter.EventId)
        && (filter.Since is null || delivery.CreatedAt >= filter.Since)
        && (filter.Until is null || delivery.CreatedAt < filter.Until)
        && (filter.After is null || (filter.OldestFirst ? Place(delivery, filter.After) > 0 : Place(delivery, filter.After) < 0));

    private static int Place(Delivery delivery, DeliveryCursor cursor) =>
        delivery.EventSeq != cursor.EventSeq ? delivery.EventSeq.CompareTo(cursor.EventSeq) : string.CompareOrdinal(delivery.Id, cursor.DeliveryId);
}
