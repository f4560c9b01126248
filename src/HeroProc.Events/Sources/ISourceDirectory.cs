namespace HeroProc.Events.Sources;

/// <summary>The sources as they are now. Thread-safe, from memory.</summary>
internal interface ISourceDirectory
{
    /// <summary>The source of this id, or null.</summary>
    EventSource? Find(string sourceId);
}
