using System.Runtime.CompilerServices;
using System.Text;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;

namespace HeroProc.Events.Store;

/// <summary>Walks through the log, newest first, holding one page of entries and one event's record at a time. Thread-safe.</summary>
internal sealed class EventWalk(StoreFeeder index, FactLog log)
{
    private const int PageSize = 500;

    /// <summary>The event of an id, or null.</summary>
    public Task<EventEntry?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        index.AskAsync(store => store.FindEventAsync(eventId, cancellationToken), cancellationToken);

    /// <summary>What the journal holds of an event, or null when its record is damaged.</summary>
    public EventRecord? Read(EventEntry entry) => log.ReadEvent(entry.Position);

    /// <summary>The events a filter lets through; its <see cref="EventFilter.Limit"/> is not asked, the caller ends the walk.</summary>
    public async IAsyncEnumerable<EventEntry> NewestFirstAsync(EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = filter with { Limit = PageSize };
            var entries = await index.AskAsync(store => store.ListEventsAsync(page, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var entry in entries)
            {
                yield return entry;
            }

            if (entries.Count < PageSize)
            {
                yield break;
            }

            filter = filter with { BeforeSeq = entries[^1].Seq };
        }
    }

    /// <summary>Whether an event holds a text in its id, type, subject or payload; case does not count.</summary>
    public static bool Contains(EventRecord record, string text) =>
        record.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
        || record.Type.Contains(text, StringComparison.OrdinalIgnoreCase)
        || record.Subject?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || Encoding.UTF8.GetString(record.Payload.Span).Contains(text, StringComparison.OrdinalIgnoreCase);
}
