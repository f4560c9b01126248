using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// A question to one index of a collection. The expression is parsed once and gets its values as parameters: the engine keeps
/// every distinct text it ever compiled. Used by one thread only.
/// </summary>
internal sealed class IndexQuery
{
    private readonly string _collection;
    private readonly BsonDocument _bounds = new() { ["0"] = BsonValue.Null, ["1"] = BsonValue.Null };
    private readonly BsonDocument _values = new() { ["0"] = BsonValue.Null };
    private readonly BsonExpression _path;
    private readonly BsonExpression _between;
    private readonly BsonExpression _in;

    /// <param name="collection">The collection.</param>
    /// <param name="path">What is indexed, such as <c>$.s</c>.</param>
    public IndexQuery(string collection, string path)
    {
        _collection = collection;
        _path = BsonExpression.Create(path);
        _between = BsonExpression.Create($"{path} BETWEEN @0 AND @1", _bounds);
        _in = BsonExpression.Create($"{path} IN @0", _values);
    }

    /// <summary>Documents whose key lies between two, both included, in the order of keys.</summary>
    public List<BsonDocument> Between(IndexEngine engine, BsonValue from, BsonValue to, bool descending, int limit)
    {
        _bounds["0"] = from;
        _bounds["1"] = to;
        return engine.Read(_collection, new Query
        {
            Where = { _between },
            OrderBy = _path,
            Order = descending ? Query.Descending : Query.Ascending,
            Limit = limit,
        });
    }

    /// <summary>Documents that have one of some keys, in no order.</summary>
    public List<BsonDocument> In(IndexEngine engine, IEnumerable<BsonValue> keys)
    {
        _values["0"] = new BsonArray(keys);
        return engine.Read(_collection, new Query { Where = { _in } });
    }
}
