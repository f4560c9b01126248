namespace HeroProc.Events.Matching;

/// <summary>Sets of conditions by key; a set that runs empty is taken out.</summary>
internal static class Buckets
{
    public static void Add<TKey>(Dictionary<TKey, HashSet<IndexedCondition>> buckets, TKey key, IndexedCondition condition)
        where TKey : notnull
    {
        if (!buckets.TryGetValue(key, out var bucket))
            buckets.Add(key, bucket = []);
        bucket.Add(condition);
    }

    public static void Remove<TKey>(Dictionary<TKey, HashSet<IndexedCondition>> buckets, TKey key, IndexedCondition condition)
        where TKey : notnull
    {
        if (buckets.TryGetValue(key, out var bucket) && bucket.Remove(condition) && bucket.Count == 0)
            buckets.Remove(key);
    }
}
