using HeroProc.Events.Matching;
using HeroProc.Events.Registration;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Asks which triggers match as they are now, for a question about an event of any time. Indexes the triggers of a source when an
/// event of it is first asked about. Not thread-safe: one instance serves one question.
/// </summary>
internal sealed class CurrentMatches(CatalogState catalog, TriggerDirectory triggers)
{
    private readonly TriggerIndex _index = new();
    private readonly HashSet<string> _indexed = new(StringComparer.Ordinal);

    /// <summary>The enabled triggers an event matches, in the order of their ids.</summary>
    public IReadOnlyList<string> Of(EventView view)
    {
        Index(view.SourceId);
        Index(EventTrigger.AnySource);
        return _index.Match(view);
    }

    /// <summary>The enabled triggers that are asked about events of a source.</summary>
    public IEnumerable<CompiledTrigger> Asked(string sourceId) =>
        catalog.TriggersOf(sourceId).Concat(sourceId == EventTrigger.AnySource ? [] : catalog.TriggersOf(EventTrigger.AnySource))
            .Select(Find)
            .OfType<CompiledTrigger>()
            .Where(static trigger => trigger.Trigger.Enabled);

    private void Index(string sourceId)
    {
        if (!_indexed.Add(sourceId))
        {
            return;
        }

        foreach (var id in catalog.TriggersOf(sourceId))
        {
            if (Find(id) is { } trigger)
            {
                _index.Add(id, sourceId, trigger.Pattern, trigger.Trigger.Enabled);
            }
        }
    }

    private CompiledTrigger? Find(string triggerId)
    {
        try
        {
            return triggers.Find(triggerId);
        }
        catch (InvalidDataException)
        {
            // Kept by an earlier version that checked less. It matches nothing, here as in routing, which says so in the log.
            return null;
        }
    }
}
