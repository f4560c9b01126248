using System.Runtime.CompilerServices;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.Retention;

/// <summary>Walks through the deliveries that are not at an end, in the order of their events.</summary>
internal sealed class UnfinishedDeliveries(StoreFeeder index)
{
    private const int PageSize = 500;

    private static readonly DeliveryState[] _states = [DeliveryState.Held, DeliveryState.Pending, DeliveryState.Running, DeliveryState.Waiting];

    /// <summary>All of them.</summary>
    public async IAsyncEnumerable<Delivery> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DeliveryCursor? after = null;
        while (true)
        {
            var filter = new DeliveryFilter { States = _states, OldestFirst = true, After = after, Limit = PageSize };
            var page = await index.AskAsync(store => store.ListDeliveriesAsync(filter, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var delivery in page)
            {
                yield return delivery;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = new DeliveryCursor(page[^1].EventSeq, page[^1].Id);
        }
    }

    /// <summary>The entries of events before a record that have such a delivery, each once, in their order.</summary>
    public async IAsyncEnumerable<EventEntry> EventsBeforeAsync(long seq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long last = 0;
        await foreach (var delivery in AllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (delivery.EventSeq >= seq)
            {
                yield break;
            }

            if (delivery.EventSeq == last)
            {
                continue;
            }

            last = delivery.EventSeq;
            var found = await index.AskAsync(store => store.ListEventsForwardAsync(last - 1, 0, 1, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (found is [var entry] && entry.Seq == last)
            {
                yield return entry;
            }
        }
    }
}
