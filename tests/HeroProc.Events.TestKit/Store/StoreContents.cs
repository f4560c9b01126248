using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.TestKit.Store;

/// <summary>Everything an index tells, as text, so that two can be compared.</summary>
public static class StoreContents
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>Events, deliveries, sources, triggers, counters and cursors.</summary>
    public static async Task<string> OfAsync(IEventStore store)
    {
        var counters = await store.LoadCountersAsync(CancellationToken.None);
        return JsonSerializer.Serialize(
            new
            {
                store.AppliedSeq,
                Routed = await store.LoadRoutedSeqAsync(CancellationToken.None),
                Configuration = await store.LoadConfigurationAsync(CancellationToken.None),
                Events = await EventsAsync(store),
                Deliveries = await DeliveriesAsync(store),
                Count = counters.Events,
                counters.EventsBySource,
                counters.MatchesByTrigger,
                counters.DeliveriesByState,
                counters.DeliveriesByTrigger,
            }.ToSorted(),
            _indented);
    }

    private static async Task<List<EventEntry>> EventsAsync(IEventStore store)
    {
        var all = new List<EventEntry>();
        IReadOnlyList<EventEntry> page;
        do
        {
            page = await store.ListEventsAsync(new EventFilter { BeforeSeq = all.Count == 0 ? null : all[^1].Seq, Limit = 1000 }, CancellationToken.None);
            all.AddRange(page);
        }
        while (page.Count == 1000);
        return all;
    }

    private static async Task<List<Delivery>> DeliveriesAsync(IEventStore store)
    {
        var all = new List<Delivery>();
        IReadOnlyList<Delivery> page;
        do
        {
            var after = all.Count == 0 ? null : new DeliveryCursor(all[^1].EventSeq, all[^1].Id);
            page = await store.ListDeliveriesAsync(new DeliveryFilter { After = after, Limit = 1000 }, CancellationToken.None);
            all.AddRange(page);
        }
        while (page.Count == 1000);
        return all;
    }

    // Dictionaries have no order of their own; two that hold the same must read the same.
    private static JsonNode? ToSorted(this object value) => Sorted(JsonSerializer.SerializeToNode(value));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
