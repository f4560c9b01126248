using HeroProc.Events.Journal;
using HeroProc.Events.Store;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>event.get</c> and <c>event.list</c>: the log of events.</summary>
internal sealed class LogMethods(StoreFeeder index, FactLog log) : IRpcModule
{
    private const int SearchedPerPage = 500;

    // A search for text reads payloads; past this many bytes it answers what it has and a cursor to go on from.
    private const long MaxSearchedBytes = 64 * 1024 * 1024;

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("event.get", "One event with its deliveries.")
            {
                Errors = [RpcErrorCode.NotFound],
            },
            RpcJson.Default.EventIdParams, RpcJson.Default.EventGetResult, GetAsync),
        RpcMethod.Create(
            new RpcMethodInfo("event.list", "Events of the log, newest first.")
            {
                Description = "Cursors stay right while events arrive. Payloads longer than 65536 bytes are left out; event.get has them. A search by text may answer fewer than limit together with a cursor to go on from. near_miss_of finds events a trigger missed by exactly one of several clauses; they are noted for sources of at most 64 enabled triggers.",
                ExampleParams = """{"type":"push","limit":10}""",
            },
            RpcJson.Default.EventListParams, RpcJson.Default.EventListResult, ListAsync),
    ];

    private async ValueTask<RpcResult<EventGetResult>> GetAsync(EventIdParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var found = await index.AskAsync(
            async store => await store.FindEventAsync(parameters.EventId, cancellationToken).ConfigureAwait(false) is { } entry
                ? (entry, deliveries: await store.ListDeliveriesOfEventAsync(entry.Id, cancellationToken).ConfigureAwait(false))
                : default,
            cancellationToken).ConfigureAwait(false);
        return found.entry is null
            ? RpcError.NotFound("event", parameters.EventId)
            : new EventGetResult(EventDocument.Of(found.entry, log.ReadEvent(found.entry.Position), whole: true), found.deliveries);
    }

    private async ValueTask<RpcResult<EventListResult>> ListAsync(EventListParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters.Limit is < 1 or > 1000)
        {
            return RpcError.InvalidParam("limit", "Expected a whole number from 1 to 1000.");
        }

        if (!Cursor.TryEvent(parameters.Cursor, out var before))
        {
            return Cursor.Wrong;
        }

        var filter = new EventFilter
        {
            SourceId = parameters.SourceId,
            Type = parameters.Type,
            Since = parameters.Since,
            Until = parameters.Until,
            Matched = parameters.Matched,
            DeliveryState = parameters.DeliveryState,
            NearMissOf = parameters.NearMissOf,
            BeforeSeq = before,
            Limit = parameters.Limit ?? 50,
        };
        return parameters.Text is { Length: > 0 } text
            ? await SearchAsync(filter, text, cancellationToken).ConfigureAwait(false)
            : await PageAsync(filter, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<EventListResult> PageAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        var entries = await index.AskAsync(store => store.ListEventsAsync(filter, cancellationToken), cancellationToken).ConfigureAwait(false);
        var shown = entries.Select(entry => EventDocument.Of(entry, log.ReadEvent(entry.Position), whole: false)).ToList();
        return new EventListResult(shown, entries.Count == filter.Limit ? Cursor.OfEvent(entries[^1].Seq) : null);
    }

    private async ValueTask<EventListResult> SearchAsync(EventFilter filter, string text, CancellationToken cancellationToken)
    {
        List<EventDocument> found = [];
        var read = 0L;
        while (true)
        {
            var page = filter with { Limit = SearchedPerPage };
            var entries = await index.AskAsync(store => store.ListEventsAsync(page, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var entry in entries)
            {
                var record = log.ReadEvent(entry.Position);
                read += record?.Payload.Length ?? 0;
                filter = filter with { BeforeSeq = entry.Seq };
                if (record is not null && EventWalk.Contains(record, text))
                {
                    found.Add(EventDocument.Of(entry, record, whole: false));
                }

                if (found.Count == filter.Limit || read > MaxSearchedBytes)
                {
                    return new EventListResult(found, Cursor.OfEvent(entry.Seq));
                }
            }

            if (entries.Count < page.Limit)
            {
                return new EventListResult(found, null);
            }
        }
    }
}
