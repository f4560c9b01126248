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

    private IEnumerable<bool> WalkIndex(KeyIndex<T> index, KeyTotal total)
    {
        byte[]? last = null;
        int read;
        do
        {
            var documents = index.Query.Between(engine, last is null ? BsonValue.MinValue : new BsonValue(last), BsonValue.MaxValue, descending: false, Page);
            foreach (var document in documents)
            {
                var key = index.KeyOf(collection.Decode(document));
                var order = last is null ? 1 : key.AsSpan().SequenceCompareTo(last);
                if (order == 0 && ReferenceEquals(document, documents[0]))
                    continue;
                if (order <= 0)
                    throw collection.Damaged($"entries out of order in the index '{index.Name}'");
                total.Subtract(key);
                last = key;
            }

            read = documents.Count;
            yield return true;
        }
        while (read == Page);
    }
}
