using HeroProc.Events.Store;
using LiteDB;
using LiteDB.Engine;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// LiteDB's engine over files of ours, in the few calls the index makes. Whatever goes wrong inside the engine is
/// <see cref="StoreDamagedException"/>: nothing in the index is worth more than building it again. Used by one thread only.
/// </summary>
internal sealed class IndexEngine : IDisposable
{
    private readonly LiteEngine _engine;
    private readonly IndexFile _data;
    private readonly IndexFile _log;
    private readonly long _checkpointBytes;

    private IndexEngine(LiteEngine engine, IndexFile data, IndexFile log, long checkpointBytes)
    {
        _checkpointBytes = checkpointBytes;
        _engine = engine;
        _data = data;
        _log = log;
    }

    /// <summary>True while the data file must stay as it is.</summary>
    public bool HoldCheckpoints { get; set; }

    /// <summary>Opens the engine; takes over what a log holds.</summary>
    public static IndexEngine Open(IndexFile data, IndexFile log, long checkpointBytes)
    {
        var engine = Guard(() => new LiteEngine(new EngineSettings { DataStream = data, LogStream = log, Collation = Collation.Binary }));
        var index = new IndexEngine(engine, data, log, checkpointBytes);
        try
        {
            // The engine's own checkpoint may come while a backup copies the file; ours does not.
            index.Call(() => engine.Pragma("CHECKPOINT", 0));
            index.Call(() => engine.Pragma("UTC_DATE", true));
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>Makes the index of a collection unless it is there.</summary>
    public void EnsureIndex(string collection, string name, string expression) =>
        Call(() => _engine.EnsureIndex(collection, name, BsonExpression.Create(expression), unique: false));

    /// <summary>Runs a query to its end; the limit in it bounds what is read.</summary>
    public List<BsonDocument> Read(string collection, Query query) => Call(() =>
    {
        var documents = new List<BsonDocument>();
        using var reader = _engine.Query(collection, query);
        while (reader.Read())
            documents.Add(reader.Current.AsDocument);
        return documents;
    });

    /// <summary>Does the writes of <paramref name="work"/> in one transaction: all of them or none.</summary>
    public void InTransaction(Action work)
    {
        Call(_engine.BeginTrans);
        work();
        Call(_engine.Commit);
    }

    public void Insert(string collection, IReadOnlyCollection<BsonDocument> documents) =>
        Expect(documents.Count, "inserted", () => _engine.Insert(collection, documents, BsonAutoId.Int64));

    public void Update(string collection, IReadOnlyCollection<BsonDocument> documents) =>
        Expect(documents.Count, "found for their update", () => _engine.Update(collection, documents));

    public void Upsert(string collection, IReadOnlyCollection<BsonDocument> documents)
    {
        if (documents.Count > 0)
            Call(() => _engine.Upsert(collection, documents, BsonAutoId.Int64));
    }

    public void Delete(string collection, IReadOnlyCollection<BsonValue> ids) =>
        Expect(ids.Count, "found for their deletion", () => _engine.Delete(collection, ids));

    public void DeleteIfThere(string collection, IReadOnlyCollection<BsonValue> ids)
    {
        if (ids.Count > 0)
            Call(() => _engine.Delete(collection, ids));
    }

    /// <summary>Carries the log over into the data file, once it has grown.</summary>
    public void CheckpointIfDue()
    {
        if (!HoldCheckpoints && _log.Length > _checkpointBytes)
            Checkpoint();
    }

    /// <summary>Carries the log over into the data file and empties it.</summary>
    public void Checkpoint() => Call(_engine.Checkpoint);

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private void Expect(int count, string what, Func<int> call)
    {
        if (count > 0 && Call(call) is var done && done != count)
            throw new StoreDamagedException($"The event index lost documents: {done} of {count} were {what}.");
    }

    private T Call<T>(Func<T> call)
    {
        var result = Guard(call);
        if ((_log.Fault ?? _data.Fault) is { } fault)
            throw new StoreDamagedException("The disk refused a write of the event index.", fault);
        return result;
    }

    private static T Guard<T>(Func<T> call)
    {
#pragma warning disable CA1031 // On a damaged file the engine fails with whatever exception its code runs into; all mean the same.
        try
        {
            return call();
        }
        catch (Exception exception) when (exception is not StoreDamagedException)
        {
            throw new StoreDamagedException("The event index cannot be read or written.", exception);
        }
#pragma warning restore CA1031
    }
}
