using HeroProc.Events.Store;
using LiteDB;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// A question to one index of a collection. The expression is parsed once and gets its values as parameters: the engine keeps
/// every distinct text it ever compiled. Used by one thread only.
/// </summary>
internal sealed class IndexQuery
{
    private readonly string _collection;
    private readonly string _field;
    private readonly BsonDocument _bounds = new() { ["0"] = BsonValue.Null, ["1"] = BsonValue.Null };
    private readonly BsonDocument _values = new() { ["0"] = BsonValue.Null };
    private readonly BsonExpression _path;
    private readonly BsonExpression _between;
    private readonly BsonExpression _in;
    private readonly BsonExpression _keyOnly;

    /// <param name="collection">The collection.</param>
    /// <param name="field">The field that is indexed.</param>
    public IndexQuery(string collection, string field)
    {
        _collection = collection;
        _field = field;
        _path = BsonExpression.Create($"$.{field}");
        _between = BsonExpression.Create($"$.{field} BETWEEN @0 AND @1", _bounds);
        _in = BsonExpression.Create($"$.{field} IN @0", _values);

        // With a second field the engine goes to the document; for the key alone it would stay in the index.
        _keyOnly = BsonExpression.Create($"{{ {field}: $.{field}, id: $._id }}");
    }

    /// <summary>Documents whose key lies between two, both included, in the order of keys.</summary>
    /// <exception cref="StoreDamagedException">The index leads to documents it does not say.</exception>
    public List<BsonDocument> Between(IndexEngine engine, BsonValue from, BsonValue to, bool descending, int limit) =>
        Between(engine, BsonExpression.Root, from, to, descending, limit);

    /// <summary>As <see cref="Between(IndexEngine, BsonValue, BsonValue, bool, int)"/>, of each document only the key.</summary>
    public List<BsonValue> KeysBetween(IndexEngine engine, BsonValue from, BsonValue to, int limit) =>
        Between(engine, _keyOnly, from, to, descending: false, limit).ConvertAll(document => document[_field]);

    /// <summary>Documents that have one of some keys, in no order.</summary>
    public List<BsonDocument> In(IndexEngine engine, IEnumerable<BsonValue> keys)
    {
        _values["0"] = new BsonArray(keys);
        return engine.Read(_collection, new Query { Where = { _in } });
    }

    private List<BsonDocument> Between(IndexEngine engine, BsonExpression select, BsonValue from, BsonValue to, bool descending, int limit)
    {
        _bounds["0"] = from;
        _bounds["1"] = to;
        var documents = engine.Read(_collection, new Query
        {
            Select = select,
            Where = { _between },
            OrderBy = _path,
            Order = descending ? Query.Descending : Query.Ascending,
            Limit = limit,
        });
        RequireOrder(documents, from, to, descending);
        return documents;
    }

    // No two keys are alike. A walk that trusted the order of a damaged index might never end.
    private void RequireOrder(List<BsonDocument> documents, BsonValue from, BsonValue to, bool descending)
    {
        BsonValue? last = null;
        foreach (var document in documents)
        {
            var key = document[_field];
            if (key < from || key > to || (last is not null && (descending ? key >= last : key <= last)))
                throw new StoreDamagedException($"The index '{_field}' of '{_collection}' is out of order.");
            last = key;
        }
    }
}
