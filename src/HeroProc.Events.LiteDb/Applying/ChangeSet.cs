using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// The records of a collection that a batch touches, as they were and as they become. However often one changes within the
/// batch it is read once and written once.
/// </summary>
internal sealed class ChangeSet<TKey, T>(IndexEngine engine, DocumentCollection<T> collection, Func<TKey, BsonValue> idOf, Func<T, TKey> keyOf)
    where TKey : notnull
    where T : class
{
    private readonly Dictionary<TKey, (T? Before, T? Now)> _records = [];

    /// <summary>Reads what of these is in the file.</summary>
    public void Load(IEnumerable<TKey> keys)
    {
        var missing = keys.Where(key => _records.TryAdd(key, default)).ToList();
        foreach (var record in collection.Find(engine, missing.Select(idOf)))
            _records[keyOf(record)] = (record, record);
    }

    /// <summary>The record as the batch has made it so far; it must have been loaded or set.</summary>
    public T? Get(TKey key) => _records[key].Now;

    /// <summary>Sets the record, or removes it by null.</summary>
    public void Set(TKey key, T? record) => _records[key] = (_records.GetValueOrDefault(key).Before, record);

    /// <summary>What changed: each record as it was, or null, and as it becomes, or null.</summary>
    public IEnumerable<(T? Before, T? Now)> Changed => _records.Values.Where(record => !ReferenceEquals(record.Before, record.Now));

    /// <summary>Writes the changes, inside the caller's transaction.</summary>
    public void Save()
    {
        var changed = Changed.ToList();
        collection.Delete(engine, changed.Where(record => record.Now is null).Select(record => record.Before!));
        collection.Update(engine, changed.Where(record => record is { Before: not null, Now: not null }).Select(record => record.Now!));
        collection.Insert(engine, changed.Where(record => record.Before is null).Select(record => record.Now!));
    }
}
