using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>Reads a collection along its ids and along each of its indexes, and compares what it saw.</summary>
internal sealed class CollectionCheck<T>(IndexEngine engine, DocumentCollection<T> collection, Action<T>? count = null)
    where T : class
{
    private const int Page = 500;

    /// <summary>The walk, an element a page.</summary>
    public IEnumerable<bool> Walk()
    {
        var totals = collection.Indexes.Select(_ => new KeyTotal()).ToList();
        var seen = 0;
        foreach (var record in collection.Walk(engine, Page))
        {
            count?.Invoke(record);
            for (var i = 0; i < totals.Count; i++)
                totals[i].Add(collection.Indexes[i].KeyOf(record));
            if (++seen % Page == 0)
                yield return true;
        }

        for (var i = 0; i < totals.Count; i++)
        {
            foreach (var page in WalkIndex(collection.Indexes[i], totals[i]))
                yield return page;
            if (!totals[i].IsZero)
                throw collection.Damaged($"other entries in the index '{collection.Indexes[i].Name}' than it has documents");
        }
    }

    // The walk along the ids has shown that the keys in the documents are right; this one that the index leads to each of them.
    private IEnumerable<bool> WalkIndex(KeyIndex<T> index, KeyTotal total)
    {
        var last = BsonValue.MinValue;
        int read;
        do
        {
            var keys = index.Query.KeysBetween(engine, last, BsonValue.MaxValue, Page);
            foreach (var key in keys)
            {
                if (!key.IsBinary)
                    throw collection.Damaged($"a document without its key '{index.Name}'");
                if (key == last)
                    continue;
                total.Subtract(key.AsBinary);
                last = key;
            }

            read = keys.Count;
            yield return true;
        }
        while (read == Page);
    }
}
