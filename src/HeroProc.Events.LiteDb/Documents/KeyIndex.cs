namespace HeroProc.Events.LiteDb;

/// <summary>A secondary index of a collection: one key a document, and no two alike.</summary>
/// <typeparam name="T">What the collection keeps.</typeparam>
/// <param name="collection">The collection.</param>
/// <param name="name">Its name, which is also the field that holds the key.</param>
/// <param name="key">The key of a record.</param>
internal sealed class KeyIndex<T>(string collection, string name, Func<T, byte[]> key)
{
    /// <summary>Its name, which is also the field that holds the key.</summary>
    public string Name { get; } = name;

    /// <summary>What is indexed.</summary>
    public string Path { get; } = "$." + name;

    /// <summary>Questions to it.</summary>
    public IndexQuery Query { get; } = new(collection, name);

    /// <summary>The key of a record.</summary>
    public byte[] KeyOf(T record) => key(record);
}
