using HeroProc.Events.Deliveries;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;
using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// The collections of the index. Secondary keys end with the sequence number of the event, so that every list comes out of its
/// index in order and a page starts where the one before ended. Used by one thread only, since its queries are.
/// </summary>
internal sealed class IndexSchema
{
    private const string EventsName = "events";
    private const string DeliveriesName = "deliveries";

    private static readonly BsonValue MetaId = IndexKey.Text("meta");

    public IndexSchema()
    {
        Events = new(EventsName, IndexJson.Default.EventEntry, entry => entry.Seq, EventsById, EventsBySource, EventsByType);
        Deliveries = new(DeliveriesName, IndexJson.Default.Delivery, delivery => IndexKey.Text(delivery.Id), DeliveriesByEvent, DeliveriesByState, DeliveriesByTrigger);
    }

    /// <summary>Events by sequence number.</summary>
    public DocumentCollection<EventEntry> Events { get; }

    /// <summary>By (id, seq).</summary>
    public KeyIndex<EventEntry> EventsById { get; } = new(EventsName, "i", entry => IndexKey.Of(IndexKey.Head(entry.Id), entry.Seq));

    /// <summary>By (source, seq).</summary>
    public KeyIndex<EventEntry> EventsBySource { get; } = new(EventsName, "s", entry => IndexKey.Of(IndexKey.Head(entry.SourceId), entry.Seq));

    /// <summary>By (hash of the type, seq): types may be long, and two may share a hash.</summary>
    public KeyIndex<EventEntry> EventsByType { get; } = new(EventsName, "t", entry => IndexKey.Of(IndexKey.HashHead(entry.Type), entry.Seq));

    /// <summary>Events that a trigger missed by one clause, by (trigger, seq).</summary>
    public DocumentCollection<NearMiss> NearMisses { get; } = new("near_misses", IndexJson.Default.NearMiss, miss => KeyOf(miss));

    /// <summary>Deliveries by id.</summary>
    public DocumentCollection<Delivery> Deliveries { get; }

    /// <summary>By (event id, seq, id).</summary>
    public KeyIndex<Delivery> DeliveriesByEvent { get; } = new(DeliveriesName, "e", delivery => IndexKey.Of(IndexKey.Head(delivery.EventId), delivery.EventSeq, delivery.Id));

    /// <summary>By (state, seq, id).</summary>
    public KeyIndex<Delivery> DeliveriesByState { get; } = new(DeliveriesName, "s", delivery => IndexKey.Of([(byte)delivery.State], delivery.EventSeq, delivery.Id));

    /// <summary>By (trigger, state, seq, id).</summary>
    public KeyIndex<Delivery> DeliveriesByTrigger { get; } = new(DeliveriesName, "t", delivery => IndexKey.Of(IndexKey.Head(delivery.TriggerId, (byte)delivery.State), delivery.EventSeq, delivery.Id));

    /// <summary>Sources by id.</summary>
    public DocumentCollection<EventSource> Sources { get; } = new("sources", IndexJson.Default.EventSource, source => IndexKey.Text(source.Id));

    /// <summary>Triggers by id.</summary>
    public DocumentCollection<EventTrigger> Triggers { get; } = new("triggers", IndexJson.Default.EventTrigger, trigger => IndexKey.Text(trigger.Id));

    /// <summary>The one document the index has of itself.</summary>
    public DocumentCollection<IndexMeta> Meta { get; } = new("meta", IndexJson.Default.IndexMeta, _ => MetaId);

    /// <summary>Numbers of sources.</summary>
    public DocumentCollection<SourceTally> SourceTallies { get; } = new("source_tallies", IndexJson.Default.SourceTally, tally => IndexKey.Text(tally.SourceId));

    /// <summary>Numbers of triggers.</summary>
    public DocumentCollection<TriggerTally> TriggerTallies { get; } = new("trigger_tallies", IndexJson.Default.TriggerTally, tally => IndexKey.Text(tally.TriggerId));

    /// <summary>Zones by number.</summary>
    public DocumentCollection<Zone> Zones { get; } = new("zones", IndexJson.Default.Zone, zone => zone.Number);

    /// <summary>The entries an event has among the near misses.</summary>
    public static IEnumerable<NearMiss> MissesOf(EventEntry entry) =>
        entry.NearMisses.Distinct(StringComparer.Ordinal).Select(trigger => new NearMiss(trigger, entry.Seq));

    /// <summary>The key of a near miss.</summary>
    public static byte[] KeyOf(NearMiss miss) => IndexKey.Of(IndexKey.Head(miss.TriggerId), miss.Seq);

    /// <summary>What the index says of itself, or null in a new one.</summary>
    public IndexMeta? FindMeta(IndexEngine engine) => Meta.Find(engine, MetaId);

    /// <summary>Makes the secondary indexes of a new file.</summary>
    public void Ensure(IndexEngine engine)
    {
        Events.Ensure(engine);
        Deliveries.Ensure(engine);
    }
}
