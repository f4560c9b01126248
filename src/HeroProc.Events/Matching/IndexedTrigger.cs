namespace HeroProc.Events.Matching;

/// <summary>A trigger in the index.</summary>
internal sealed class IndexedTrigger(string id, string sourceId, EventPattern? pattern)
{
    public string Id { get; } = id;

    public string SourceId { get; } = sourceId;

    public EventPattern? Pattern { get; } = pattern;

    /// <summary>The call of <see cref="TriggerIndex.Match"/> that last found it, so that two of its branches report it once.</summary>
    public long FoundAt { get; set; }
}
