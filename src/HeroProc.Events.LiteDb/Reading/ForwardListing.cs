using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>Events from a sequence number on, oldest first, received at or after a moment; walked in steps.</summary>
internal sealed class ForwardListing(long afterSeq, ulong receivedSince, int limit)
{
    private const int Page = 256;

    private readonly List<EventEntry> _found = [];
    private long _next = Math.Max(afterSeq, 0) + 1;

    /// <summary>The page, once a step says that it is complete.</summary>
    public IReadOnlyList<EventEntry> Found => _found;

    /// <summary>Looks at some more events; true when the page is full or the log is at its end.</summary>
    public bool Step(IndexState state, int budget)
    {
        for (; budget > 0; budget -= Page)
        {
            if (state.Zones.AtOrAbove(_next, zone => zone.Events > 0 && zone.ReceivedTo >= receivedSince) is not { } start)
                return true;
            var documents = state.Schema.Events.ById.Between(state.Engine, start, long.MaxValue, descending: false, Page);
            foreach (var document in documents)
            {
                var entry = state.Schema.Events.Decode(document);
                _next = entry.Seq + 1;
                if (entry.ReceivedAt < receivedSince)
                    continue;
                _found.Add(entry);
                if (_found.Count == limit)
                    return true;
            }

            if (documents.Count < Page)
                return true;
        }

        return false;
    }
}
