namespace HeroProc.Events.Registration;

/// <summary>Hears of every change of the catalog, in order.</summary>
internal interface ICatalogObserver
{
    /// <summary>The catalog changed and the change is durable. Must return at once and never throw.</summary>
    void OnCatalogChanged(CatalogState before, CatalogState now);
}
