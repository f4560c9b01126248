using HeroProc.Events.Sources;

namespace HeroProc.Events.Registration;

/// <summary>
/// Which source has which webhook path, kept up with each change so that asking does not walk all sources. Used only where the
/// catalog changes, one change at a time.
/// </summary>
internal sealed class WebhookPaths(SourceTypes types) : ICatalogObserver
{
    private readonly Dictionary<string, string> _sourceOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.Ordinal);

    /// <summary>The id of the source that has this path, or null.</summary>
    public string? HolderOf(string path) => _sourceOf.GetValueOrDefault(path);

    /// <inheritdoc/>
    public void OnCatalogChanged(CatalogState before, CatalogState now)
    {
        foreach (var id in now.Change.SourcesRemoved.Concat(now.Change.SourcesSet.Select(static source => source.Id)))
        {
            if (_pathOf.Remove(id, out var path))
            {
                _sourceOf.Remove(path);
            }
        }

        foreach (var source in now.Change.SourcesSet)
        {
            if (types.Find(source.SourceType)?.WebhookPath(source) is { } path)
            {
                _pathOf[source.Id] = path;
                _sourceOf[path] = source.Id;
            }
        }
    }
}
