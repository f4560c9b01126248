namespace HeroProc.Events.Sources;

/// <summary>The kinds of sources there are: ours and those of extensions.</summary>
internal sealed class SourceTypes
{
    private readonly Dictionary<string, IEventSourceType> _types = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Two kinds have one name.</exception>
    public SourceTypes(IEnumerable<IEventSourceType> types)
    {
        foreach (var type in types)
        {
            if (!_types.TryAdd(type.Name, type))
            {
                throw new InvalidOperationException($"Two extensions offer the source type '{type.Name}'. Remove one of them from Host:Extensions.");
            }
        }
    }

    /// <summary>Their names, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _types.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The kind of this name, or null.</summary>
    public IEventSourceType? Find(string name) => _types.GetValueOrDefault(name);
}
