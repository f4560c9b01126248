using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HeroProc.Events.Store;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// A collection of records of one type. A document is the id, the keys of the secondary indexes, the record as JSON, and a
/// checksum over collection, id and record, asked at every read: the engine may hand out another document than the one it
/// was asked for, or one that was changed on disk.
/// </summary>
internal sealed class DocumentCollection<T>
    where T : class
{
    private const string IdField = "_id";
    private const string RecordField = "v";
    private const string SumField = "c";
    private const int MaxIdsAtOnce = 500;

    private readonly JsonTypeInfo<T> _json;
    private readonly Func<T, BsonValue> _id;
    private readonly long _seed;

    public DocumentCollection(string name, JsonTypeInfo<T> json, Func<T, BsonValue> id, params KeyIndex<T>[] indexes)
    {
        Name = name;
        Indexes = indexes;
        ById = new IndexQuery(name, IdField);
        _json = json;
        _id = id;
        _seed = (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(name));
    }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>Its secondary indexes.</summary>
    public IReadOnlyList<KeyIndex<T>> Indexes { get; }

    /// <summary>Questions by id.</summary>
    public IndexQuery ById { get; }

    /// <summary>The id a record has in the file.</summary>
    public BsonValue IdOf(T record) => _id(record);

    /// <summary>Makes the secondary indexes of a new file.</summary>
    public void Ensure(IndexEngine engine)
    {
        foreach (var index in Indexes)
            engine.EnsureIndex(Name, index.Name, index.Path);
    }

    /// <summary>The record of an id, or null.</summary>
    public T? Find(IndexEngine engine, BsonValue id)
    {
        var documents = ById.In(engine, [id]);
        if (documents.Count == 0)
            return null;
        var record = Decode(documents[0]);
        return _id(record) == id ? record : throw Damaged("another document than the one asked for");
    }

    /// <summary>The records of some ids, those that are there, in no order.</summary>
    public IEnumerable<T> Find(IndexEngine engine, IEnumerable<BsonValue> ids) =>
        ids.Chunk(MaxIdsAtOnce).SelectMany(some => ById.In(engine, some)).Select(Decode);

    /// <summary>All records in the order of ids, read in pages.</summary>
    public IEnumerable<T> Walk(IndexEngine engine, int page)
    {
        for (BsonValue? last = null; ;)
        {
            var documents = ById.Between(engine, last ?? BsonValue.MinValue, BsonValue.MaxValue, descending: false, page);
            var isLast = documents.Count < page;
            foreach (var document in documents)
            {
                var id = document[IdField];
                if (id == last)
                    continue;
                yield return Decode(document);
                last = id;
            }

            if (isLast)
                yield break;
        }
    }

    /// <summary>Adds records whose ids are new.</summary>
    public void Insert(IndexEngine engine, IEnumerable<T> records) => engine.Insert(Name, [.. records.Select(Encode)]);

    /// <summary>Replaces records that are there.</summary>
    public void Update(IndexEngine engine, IEnumerable<T> records) => engine.Update(Name, [.. records.Select(Encode)]);

    /// <summary>Adds or replaces records.</summary>
    public void Upsert(IndexEngine engine, IEnumerable<T> records) => engine.Upsert(Name, [.. records.Select(Encode)]);

    /// <summary>Deletes records that are there.</summary>
    public void Delete(IndexEngine engine, IEnumerable<T> records) => engine.Delete(Name, [.. records.Select(IdOf)]);

    /// <summary>Deletes records that may be there.</summary>
    public void DeleteIfThere(IndexEngine engine, IEnumerable<T> records) => engine.DeleteIfThere(Name, [.. records.Select(IdOf)]);

    /// <summary>The form a record is kept in.</summary>
    public BsonDocument Encode(T record)
    {
        var id = _id(record);
        var json = JsonSerializer.SerializeToUtf8Bytes(record, _json);
        var document = new BsonDocument { [IdField] = id };
        foreach (var index in Indexes)
            document[index.Name] = index.KeyOf(record);
        document[RecordField] = json;
        document[SumField] = SumOf(id, json);
        return document;
    }

    /// <summary>The record in a document; throws <see cref="StoreDamagedException"/> unless it is what was kept.</summary>
    public T Decode(BsonDocument document)
    {
        var (id, json, sum) = (document[IdField], document[RecordField], document[SumField]);
        if (!json.IsBinary || !sum.IsInt64 || !(id.IsInt64 || id.IsBinary) || SumOf(id, json.AsBinary) != sum.AsInt64)
            throw Damaged("a document whose checksum is wrong");
        var record = Parse(json.AsBinary);
        if (_id(record) != id)
            throw Damaged("a document under another's id");
        foreach (var index in Indexes)
        {
            if (!document[index.Name].IsBinary || !index.KeyOf(record).AsSpan().SequenceEqual(document[index.Name].AsBinary))
                throw Damaged("a document under another's key");
        }

        return record;
    }

    /// <summary>An exception that names this collection.</summary>
    public StoreDamagedException Damaged(string what) => new($"The event index holds {what} in '{Name}'.");

    private T Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, _json) ?? throw Damaged("an empty record");
        }
        catch (JsonException exception)
        {
            throw new StoreDamagedException($"A record in '{Name}' was written by another version.", exception);
        }
    }

    private long SumOf(BsonValue id, byte[] json)
    {
        var hash = new XxHash3(_seed);
        if (id.IsInt64)
        {
            Span<byte> number = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(number, id.AsInt64);
            hash.Append(number);
        }
        else
        {
            hash.Append(id.AsBinary);
        }

        hash.Append(json);
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
