using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// Reads the whole index, a page a step: every page of the files is as it was written (on disk, whatever the engine still has
/// in memory), every document has its checksum and its keys, every index has an entry for each
/// document and no other, counters and zones are what counting again gives. Throws <see cref="StoreDamagedException"/> at the
/// first fault. The index must not change between the steps.
/// </summary>
internal sealed class IndexVerification
{
    private readonly TallyTable _tallies = new();
    private readonly ZoneTable _zones = new();
    private readonly KeyTotal _misses = new();
    private IEnumerator<bool>? _walk;

    /// <summary>Reads some more; true when all is read and right.</summary>
    public bool Step(OpenIndex index)
    {
        _walk ??= WalkFile(index.Data).Concat(WalkFile(index.Log)).Concat(Walk(index.State)).GetEnumerator();
        return !_walk.MoveNext();
    }

    /// <summary>Reads all of it at once.</summary>
    public bool Run(OpenIndex index)
    {
        while (!Step(index))
        {
            // Each step is a page, to keep what the engine holds in memory small.
        }

        return true;
    }

    private static IEnumerable<bool> WalkFile(IndexFile file)
    {
        const int pagesAStep = 1024;
        var page = new byte[IndexFile.PageSize];
        for (long at = 0, read = 1; at < file.Length; at += IndexFile.PageSize, read++)
        {
            try
            {
                file.ReadPage(at, page);
            }
            catch (IOException exception)
            {
                throw new StoreDamagedException("The event index changed on disk.", exception);
            }

            if (read % pagesAStep == 0)
                yield return true;
        }
    }

    private IEnumerable<bool> Walk(IndexState state)
    {
        var schema = state.Schema;
        var parts = new CollectionCheck<EventEntry>(state.Engine, schema.Events, Count).Walk()
            .Concat(new CollectionCheck<Deliveries.Delivery>(state.Engine, schema.Deliveries, Count).Walk())
            .Concat(new CollectionCheck<NearMiss>(state.Engine, schema.NearMisses, miss => _misses.Subtract(schema.NearMisses.IdOf(miss).AsBinary)).Walk())
            .Concat(new CollectionCheck<Sources.EventSource>(state.Engine, schema.Sources).Walk())
            .Concat(new CollectionCheck<Triggers.EventTrigger>(state.Engine, schema.Triggers).Walk())
            .Concat(new CollectionCheck<IndexMeta>(state.Engine, schema.Meta).Walk())
            .Concat(new CollectionCheck<SourceTally>(state.Engine, schema.SourceTallies).Walk())
            .Concat(new CollectionCheck<TriggerTally>(state.Engine, schema.TriggerTallies).Walk())
            .Concat(new CollectionCheck<Zone>(state.Engine, schema.Zones).Walk());
        foreach (var part in parts)
            yield return part;
        if (!_misses.IsZero)
            throw schema.NearMisses.Damaged("other entries than the events have");
        if (!_tallies.SameAs(state.Tallies))
            throw new StoreDamagedException("The counters of the event index are not what counting gives.");
        if (!state.Zones.Covers(_zones))
            throw new StoreDamagedException("The zones of the event index are not those of its events.");
    }

    private void Count(EventEntry entry)
    {
        _tallies.Count(entry, 1);
        _zones.Add(entry);
        foreach (var miss in IndexSchema.MissesOf(entry))
            _misses.Add(IndexSchema.KeyOf(miss));
    }

    private void Count(Deliveries.Delivery delivery)
    {
        _tallies.Count(delivery, 1);
        _zones.Add(delivery);
    }
}
