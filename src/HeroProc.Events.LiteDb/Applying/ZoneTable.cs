using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>All zones, in order, in memory: some 100 bytes for every 4,096 records. Used by one thread only.</summary>
internal sealed class ZoneTable
{
    private readonly List<Zone> _zones = [];
    private readonly HashSet<long> _changed = [];

    /// <summary>Takes a zone read from the file.</summary>
    public void Load(Zone zone) => _zones.Insert(~Find(zone.Number), zone);

    public void Add(EventEntry entry)
    {
        var zone = Change(entry.Seq);
        zone.Events++;
        zone.Matched += entry.MatchedTriggers.Count > 0 ? 1 : 0;
        zone.ReceivedFrom = Math.Min(zone.ReceivedFrom, entry.ReceivedAt);
        zone.ReceivedTo = Math.Max(zone.ReceivedTo, entry.ReceivedAt);
    }

    public void Remove(EventEntry entry)
    {
        var zone = Change(entry.Seq);
        zone.Events--;
        zone.Matched -= entry.MatchedTriggers.Count > 0 ? 1 : 0;
    }

    public void Add(Delivery delivery)
    {
        var zone = Change(delivery.EventSeq);
        zone.Deliveries++;
        zone.CreatedFrom = Math.Min(zone.CreatedFrom, delivery.CreatedAt);
        zone.CreatedTo = Math.Max(zone.CreatedTo, delivery.CreatedAt);
    }

    public void Remove(Delivery delivery) => Change(delivery.EventSeq).Deliveries--;

    /// <summary>
    /// The highest sequence number at or below <paramref name="seq"/> that lies in a zone with what is looked for, or null.
    /// </summary>
    public long? AtOrBelow(long seq, Func<Zone, bool> wanted)
    {
        var at = Find(Zone.NumberOf(seq));
        for (at = at < 0 ? ~at - 1 : at; at >= 0; at--)
        {
            if (wanted(_zones[at]))
                return Math.Min(seq, _zones[at].First + Zone.Width - 1);
        }

        return null;
    }

    /// <summary>
    /// The lowest sequence number at or above <paramref name="seq"/> that lies in a zone with what is looked for, or null.
    /// </summary>
    public long? AtOrAbove(long seq, Func<Zone, bool> wanted)
    {
        var at = Find(Zone.NumberOf(seq));
        for (at = at < 0 ? ~at : at; at < _zones.Count; at++)
        {
            if (wanted(_zones[at]))
                return Math.Max(seq, _zones[at].First);
        }

        return null;
    }

    /// <summary>Writes what changed, inside the caller's transaction.</summary>
    public void Save(IndexEngine engine, DocumentCollection<Zone> collection)
    {
        var set = new List<Zone>();
        var empty = new List<Zone>();
        foreach (var number in _changed)
        {
            var at = Find(number);
            (_zones[at].IsEmpty ? empty : set).Add(_zones[at]);
            if (_zones[at].IsEmpty)
                _zones.RemoveAt(at);
        }

        _changed.Clear();
        collection.Upsert(engine, set);
        collection.DeleteIfThere(engine, empty);
    }

    /// <summary>
    /// True when these zones say of the same events and deliveries what <paramref name="counted"/> say, or are wider: deleting
    /// does not narrow a zone.
    /// </summary>
    public bool Covers(ZoneTable counted) => _zones.Count == counted._zones.Count && _zones.Zip(counted._zones).All(pair => Covers(pair.First, pair.Second));

    private static bool Covers(Zone zone, Zone counted) =>
        (zone.Number, zone.Events, zone.Matched, zone.Deliveries) == (counted.Number, counted.Events, counted.Matched, counted.Deliveries)
        && zone.ReceivedFrom <= counted.ReceivedFrom && zone.ReceivedTo >= counted.ReceivedTo
        && zone.CreatedFrom <= counted.CreatedFrom && zone.CreatedTo >= counted.CreatedTo;

    private Zone Change(long seq)
    {
        var number = Zone.NumberOf(seq);
        var at = Find(number);
        if (at < 0)
            _zones.Insert(at = ~at, new Zone { Number = number });
        _changed.Add(number);
        return _zones[at];
    }

    private int Find(long number)
    {
        // New events go to the end, so the last zone is nearly always the one.
        if (_zones.Count > 0 && _zones[^1].Number <= number)
            return _zones[^1].Number == number ? _zones.Count - 1 : ~_zones.Count;
        var (low, high) = (0, _zones.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_zones[middle].Number == number)
                return middle;
            if (_zones[middle].Number < number)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
