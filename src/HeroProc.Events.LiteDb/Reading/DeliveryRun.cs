using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>A walk along the part of an index that begins with a head, in the order of (event, id), a small page at a time.</summary>
internal sealed class DeliveryRun(IndexState state, KeyIndex<Delivery> index, byte[] head, bool descending, Func<Zone, bool> mayHold, DeliveryCursor? after)
{
    private const int Page = 64;

    private readonly Queue<Delivery> _page = new();
    private DeliveryCursor? _last = after;
    private bool _ended;

    /// <summary>The delivery it stands at, or null at the end.</summary>
    public Delivery? Current { get; private set; }

    /// <summary>True when this one's delivery comes before another's.</summary>
    public bool Precedes(DeliveryRun other)
    {
        var order = Current!.EventSeq.CompareTo(other.Current!.EventSeq);
        order = order != 0 ? order : string.CompareOrdinal(Current.Id, other.Current.Id);
        return descending ? order > 0 : order < 0;
    }

    /// <summary>Goes to the next.</summary>
    public void MoveNext()
    {
        if (_page.Count == 0 && !_ended)
            Fill();
        Current = _page.TryDequeue(out var next) ? next : null;
    }

    private void Fill()
    {
        if (NextBounds() is not { } bounds)
        {
            _ended = true;
            return;
        }

        // The bound may be the delivery the walk stood at last, hence one more.
        var documents = index.Query.Between(state.Engine, bounds.From, bounds.To, descending, Page + 1);
        _ended = documents.Count <= Page;
        foreach (var document in documents)
        {
            var delivery = state.Schema.Deliveries.Decode(document);
            if (delivery.EventSeq == _last?.EventSeq && delivery.Id == _last.DeliveryId)
                continue;
            _page.Enqueue(delivery);
            _last = new DeliveryCursor(delivery.EventSeq, delivery.Id);
        }
    }

    private (byte[] From, byte[] To)? NextBounds()
    {
        var seq = _last?.EventSeq ?? (descending ? long.MaxValue : 0);
        if (seq < 0 || (descending ? state.Zones.AtOrBelow(seq, mayHold) : state.Zones.AtOrAbove(seq, mayHold)) is not { } start)
            return null;
        var bound = _last is not null && start == seq ? IndexKey.Of(head, seq, _last.DeliveryId) : null;
        return descending
            ? (IndexKey.Of(head, 0), bound ?? IndexKey.EndOf(head, start))
            : (bound ?? IndexKey.Of(head, start), IndexKey.EndOf(head, long.MaxValue));
    }
}
