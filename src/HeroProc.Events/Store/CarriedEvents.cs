using HeroProc.Events.Journal;
using HeroProc.Journal;

namespace HeroProc.Events.Store;

/// <summary>What an index keeps of an event that was carried over.</summary>
internal static class CarriedEvents
{
    /// <summary>The entry of an event the index does not know, because it was built from a journal that began after it.</summary>
    public static EventEntry Entry(EventCarried carried, JournalPosition position) => new()
    {
        Seq = carried.EventSeq,
        Position = position,
        Id = carried.Event.Id,
        SourceId = carried.Event.SourceId,
        Type = carried.Event.Type,
        ReceivedAt = carried.Event.ReceivedAt,
        DedupeKey = carried.Event.DedupeKey,
        ContentHash = carried.ContentHash,
        // Only what was offered to the triggers has a delivery to be carried for.
        Routed = true,
        MatchedTriggers = carried.MatchedTriggers,
        NearMisses = carried.NearMisses,
    };
}
