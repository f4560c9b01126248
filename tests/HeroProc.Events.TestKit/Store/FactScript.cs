using System.Globalization;
using System.Text;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;
using HeroProc.Journal;

namespace HeroProc.Events.TestKit.Store;

/// <summary>Facts as a journal would give them, numbered in the order they are made.</summary>
public sealed class FactScript
{
    private readonly List<StoredFact> _facts = [];

    /// <summary>The journal these facts are of.</summary>
    public const string JournalId = "journal-1";

    /// <summary>All facts so far.</summary>
    public IReadOnlyList<StoredFact> Facts => _facts;

    /// <summary>The last record.</summary>
    public long LastSeq => _facts.Count;

    /// <summary>An event is accepted; gives its sequence number.</summary>
    public long Event(string id, string source = "orders", string type = "order.created", ulong receivedAt = 1_000, string payload = "{}", string? dedupeKey = null)
    {
        Add(new EventAccepted(new EventRecord
        {
            Id = id,
            SourceId = source,
            SourceType = "manual",
            Type = type,
            Timestamp = receivedAt,
            ReceivedAt = receivedAt,
            ContentType = "application/json",
            DedupeKey = dedupeKey,
            Payload = Encoding.UTF8.GetBytes(payload),
        }));
        return LastSeq;
    }

    /// <summary>An event is routed, with a pending delivery for each trigger.</summary>
    public void Routed(long eventSeq, string[] matched, string[]? nearMisses = null)
    {
        var id = ((EventAccepted)_facts[(int)eventSeq - 1].Fact).Event.Id;
        Add(new EventRouted
        {
            EventSeq = eventSeq,
            EventId = id,
            MatchedTriggers = matched,
            NearMisses = nearMisses ?? [],
            Deliveries = [.. matched.Select(trigger => Delivery(id, eventSeq, trigger, DeliveryState.Pending))],
        });
    }

    /// <summary>Deliveries change.</summary>
    public void Changed(params Delivery[] deliveries) => Add(new DeliveriesChanged { Deliveries = deliveries });

    /// <summary>Sources and triggers change.</summary>
    public void Configured(EventSource[]? sources = null, EventTrigger[]? triggers = null, string[]? sourcesRemoved = null, string[]? triggersRemoved = null) =>
        Add(new ConfigurationChanged
        {
            SourcesSet = sources ?? [],
            TriggersSet = triggers ?? [],
            SourcesRemoved = sourcesRemoved ?? [],
            TriggersRemoved = triggersRemoved ?? [],
        });

    /// <summary>A delivery of an event to a trigger; its id is made of both.</summary>
    public static Delivery Delivery(string eventId, long eventSeq, string trigger, DeliveryState state, long createdAt = 1_000, string? replay = null) => new()
    {
        Id = $"d-{eventId}-{trigger}{replay}",
        EventId = eventId,
        EventSeq = eventSeq,
        TriggerId = trigger,
        State = state,
        CreatedAt = createdAt,
        UpdatedAt = createdAt,
        ReplayOf = replay,
    };

    /// <summary>A source.</summary>
    public static EventSource Source(string id, SourceState state = SourceState.Active) => new() { Id = id, SourceType = "manual", State = state };

    /// <summary>A trigger.</summary>
    public static EventTrigger Trigger(string id, string source = "orders", bool enabled = true) => new()
    {
        Id = id,
        EventSourceId = source,
        Action = new TriggerAction { Kind = "job", Action = "run" },
        Enabled = enabled,
    };

    /// <summary>Adds any fact.</summary>
    public void Add(Fact fact) => _facts.Add(new StoredFact(LastSeq + 1, new JournalPosition(1, (LastSeq + 1) * 100), fact));

    /// <summary>An id with a number that orders as the number does.</summary>
    public static string Numbered(string prefix, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D7}");
}
