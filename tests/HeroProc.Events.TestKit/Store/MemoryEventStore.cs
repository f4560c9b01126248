using HeroProc.Events.Deliveries;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.TestKit.Store;

/// <summary>An index in memory, as plain as it can be: the model other adapters are compared with, and a fake for tests above.</summary>
public sealed class MemoryEventStore : IEventStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, EventEntry> _events = [];
    private readonly Dictionary<string, Delivery> _deliveries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EventSource> _sources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EventTrigger> _triggers = new(StringComparer.Ordinal);
    private long _routedSeq;

    /// <inheritdoc/>
    public long AppliedSeq { get; private set; }

    /// <inheritdoc/>
    public ValueTask<StoreOpening> OpenAsync(string journalId, long oldestSeq, long durableSeq, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new StoreOpening(AppliedSeq, Rebuilt: false, Note: null));

    /// <inheritdoc/>
    public ValueTask ResetAsync(string reason, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (AppliedSeq, _routedSeq) = (0, 0);
            _events.Clear();
            _deliveries.Clear();
            _sources.Clear();
            _triggers.Clear();
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask ApplyAsync(IReadOnlyList<StoredFact> facts, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Facts of a snapshot share a number: the cursor is asked once.
            foreach (var fact in facts.Where(fact => fact.Seq > AppliedSeq).ToList())
            {
                Apply(fact);
                AppliedSeq = fact.Seq;
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredConfiguration> LoadConfigurationAsync(CancellationToken cancellationToken) =>
        Ask(() => new StoredConfiguration([.. _sources.Values], [.. _triggers.Values]));

    /// <inheritdoc/>
    public ValueTask<long> LoadRoutedSeqAsync(CancellationToken cancellationToken) => Ask(() => _routedSeq);

    /// <inheritdoc/>
    public ValueTask<EventEntry?> FindEventAsync(string eventId, CancellationToken cancellationToken) =>
        Ask(() => _events.Values.LastOrDefault(entry => entry.Id == eventId));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EventEntry>> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<EventEntry>>(() => [.. _events.Values.Reverse().Where(entry => Matches(filter, entry)).Take(filter.Limit)]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EventEntry>> ListEventsForwardAsync(long afterSeq, ulong receivedSince, int limit, CancellationToken cancellationToken) =>
        Ask<IReadOnlyList<EventEntry>>(() => [.. _events.Values.Where(entry => entry.Seq > afterSeq && entry.ReceivedAt >= receivedSince).Take(limit)]);

    /// <inheritdoc/>
    public ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken) => Ask(() => _deliveries.GetValueOrDefault(deliveryId));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Delivery>> ListDeliveriesOfEventAsync(string eventId, CancellationToken cancellationToken) => Ask<IReadOnlyList<Delivery>>(() =>
        [.. _deliveries.Values.Where(delivery => delivery.EventId == eventId).OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Id, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, CancellationToken cancellationToken) => Ask<IReadOnlyList<Delivery>>(() =>
    {
        var order = Comparer<Delivery>.Create((left, right) => Compare(left, right.EventSeq, right.Id));
        var inOrder = filter.OldestFirst ? _deliveries.Values.Order(order) : _deliveries.Values.OrderDescending(order);
        return [.. inOrder.Where(delivery => Matches(filter, delivery)).Take(filter.Limit)];
    });

    /// <inheritdoc/>
    public ValueTask<StoreCounters> LoadCountersAsync(CancellationToken cancellationToken) => Ask(() => new StoreCounters
    {
        Events = _events.Count,
        EventsBySource = _events.Values.CountBy(entry => entry.SourceId).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
        MatchesByTrigger = _events.Values.SelectMany(entry => entry.MatchedTriggers).CountBy(trigger => trigger).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
        DeliveriesByState = ByState(_deliveries.Values),
        DeliveriesByTrigger = _deliveries.Values.GroupBy(delivery => delivery.TriggerId).ToDictionary(group => group.Key, ByState),
    });

    /// <inheritdoc/>
    public ValueTask<int> DeleteEventsBeforeAsync(long seq, int limit, CancellationToken cancellationToken) => Ask(() =>
    {
        var old = _events.Values.Where(entry => entry.Seq < seq && Of(entry).All(delivery => delivery.IsFinished)).Take(limit).ToList();
        foreach (var entry in old)
        {
            foreach (var delivery in Of(entry).ToList())
            {
                _deliveries.Remove(delivery.Id);
            }

            _events.Remove(entry.Seq);
        }

        return old.Count;
    });

    /// <inheritdoc/>
    public ValueTask<StoreBackup> BackupAsync(string folder, int keep, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An index in memory has nothing to copy.");

    /// <inheritdoc/>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int Compare(Delivery delivery, long seq, string id) =>
        delivery.EventSeq != seq ? delivery.EventSeq.CompareTo(seq) : string.CompareOrdinal(delivery.Id, id);

    private static IReadOnlyDictionary<DeliveryState, long> ByState(IEnumerable<Delivery> deliveries) =>
        deliveries.CountBy(delivery => delivery.State).ToDictionary(pair => pair.Key, pair => (long)pair.Value);

    private static bool Matches(DeliveryFilter filter, Delivery delivery) =>
        (filter.States is null || filter.States.Contains(delivery.State))
        && (filter.TriggerId is null || filter.TriggerId == delivery.TriggerId)
        && (filter.EventId is null || filter.EventId == delivery.EventId)
        && (filter.Since is null || delivery.CreatedAt >= filter.Since)
        && (filter.Until is null || delivery.CreatedAt < filter.Until)
        && (filter.After is not { } after || (Compare(delivery, after.EventSeq, after.DeliveryId) > 0) == filter.OldestFirst && Compare(delivery, after.EventSeq, after.DeliveryId) != 0);

    private bool Matches(EventFilter filter, EventEntry entry) =>
        (filter.SourceId is null || filter.SourceId == entry.SourceId)
        && (filter.Type is null || filter.Type == entry.Type)
        && (filter.Since is null || entry.ReceivedAt >= filter.Since)
        && (filter.Until is null || entry.ReceivedAt < filter.Until)
        && (filter.Matched is null || filter.Matched == entry.MatchedTriggers.Count > 0)
        && (filter.NearMissOf is null || entry.NearMisses.Contains(filter.NearMissOf))
        && (filter.DeliveryState is null || Of(entry).Any(delivery => delivery.State == filter.DeliveryState))
        && (filter.BeforeSeq is null || entry.Seq < filter.BeforeSeq);

    private IEnumerable<Delivery> Of(EventEntry entry) => _deliveries.Values.Where(delivery => delivery.EventId == entry.Id && delivery.EventSeq == entry.Seq);

    private ValueTask<T> Ask<T>(Func<T> question)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(question());
        }
    }

    private void Apply(StoredFact stored)
    {
        switch (stored.Fact)
        {
            case ConfigurationChanged changed:
                foreach (var id in changed.SourcesRemoved)
                {
                    _sources.Remove(id);
                }

                foreach (var id in changed.TriggersRemoved)
                {
                    _triggers.Remove(id);
                }

                foreach (var source in changed.SourcesSet)
                {
                    _sources[source.Id] = source;
                }

                foreach (var trigger in changed.TriggersSet)
                {
                    _triggers[trigger.Id] = trigger;
                }

                break;
            case EventAccepted { Event: var record }:
                _events[stored.Seq] = new EventEntry
                {
                    Seq = stored.Seq,
                    Position = stored.Position,
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
                if (_events.TryGetValue(routed.EventSeq, out var entry) && entry.Id == routed.EventId)
                {
                    _events[entry.Seq] = entry with { Routed = true, MatchedTriggers = routed.MatchedTriggers, NearMisses = routed.NearMisses };
                }

                foreach (var delivery in routed.Deliveries.Where(delivery => !_deliveries.ContainsKey(delivery.Id)))
                {
                    Put(delivery);
                }

                break;
            case EventCarried carried:
                var position = carried.Position ?? stored.Position;
                _events[carried.EventSeq] = _events.TryGetValue(carried.EventSeq, out var known) && known.Id == carried.Event.Id
                    ? known with { Position = position }
                    : CarriedEvents.Entry(carried, position);
                break;
            case DeliveriesChanged changed:
                foreach (var delivery in changed.Deliveries)
                {
                    Put(delivery);
                }

                break;
            default:
                throw new ArgumentException($"The index has no place for the fact {stored.Fact.GetType().Name}.");
        }
    }

    private void Put(Delivery delivery)
    {
        if (delivery.IsFinished && !(_events.TryGetValue(delivery.EventSeq, out var entry) && entry.Id == delivery.EventId))
        {
            _deliveries.Remove(delivery.Id);
        }
        else
        {
            _deliveries[delivery.Id] = delivery;
        }
    }
}
