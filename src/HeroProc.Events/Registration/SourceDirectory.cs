using HeroProc.Events.Sources;

namespace HeroProc.Events.Registration;

/// <summary>The sources as they are now, for intake. Thread-safe, from memory.</summary>
internal sealed class SourceDirectory : ICatalogObserver
{
    private volatile CatalogState _state = CatalogState.Empty;

    /// <summary>The source of this id, or null.</summary>
    public EventSource? Find(string sourceId) => _state.Sources.GetValueOrDefault(sourceId);

    /// <inheritdoc/>
    public void OnCatalogChanged(CatalogState before, CatalogState now) => _state = now;
}
