using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>Finds one thing by its id.</summary>
internal static class Lookup
{
    /// <summary>The event, or null. Should an id have been taken again after long, the later event is meant.</summary>
    public static EventEntry? Event(IndexState state, string id)
    {
        var head = IndexKey.Head(id);
        var documents = state.Schema.EventsById.Query.Between(state.Engine, IndexKey.Of(head, 0), IndexKey.Of(head, long.MaxValue), descending: true, 1);
        if (documents.Count == 0)
            return null;
        var entry = state.Schema.Events.Decode(documents[0]);
        return entry.Id == id ? entry : throw state.Schema.Events.Damaged("another event than the one asked for");
    }

    /// <summary>The delivery, or null.</summary>
    public static Delivery? Delivery(IndexState state, string id) => state.Schema.Deliveries.Find(state.Engine, IndexKey.Text(id));
}
