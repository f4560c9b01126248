namespace HeroProc.Events.Matching;

/// <summary>
/// Finds the triggers an event matches. The cost of an event follows the triggers that come near matching it, not those that exist;
/// the cost of a change follows the trigger changed.
/// </summary>
/// <remarks>
/// Safe for any number of threads: one lock is held for the length of a call, which is microseconds, and a call sees all of a change or
/// nothing of it. Nothing here is durable; whoever holds the triggers fills the index at start.
/// </remarks>
internal sealed class TriggerIndex
{
    /// <summary>The source id that stands for every source.</summary>
    public const string EverySource = "*";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IndexedTrigger> _triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceIndex> _sources = new(StringComparer.Ordinal);
    private readonly List<string> _matched = [];
    private long _serial;

    /// <summary>How many triggers are enabled.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _triggers.Count;
        }
    }

    /// <summary>Whether nothing is held, not even an empty place; what was removed must not be paid for later.</summary>
    internal bool IsClean
    {
        get
        {
            lock (_lock)
                return _triggers.Count == 0 && _sources.Count == 0;
        }
    }

    /// <summary>Adds a trigger, or puts it in the place of the one with the same id.</summary>
    /// <param name="triggerId">The trigger's id.</param>
    /// <param name="sourceId">The source it listens to, or <see cref="EverySource"/>.</param>
    /// <param name="pattern">Its filter; null matches every event of the source.</param>
    /// <param name="enabled">Whether it takes part at all.</param>
    public void Add(string triggerId, string sourceId, EventPattern? pattern, bool enabled)
    {
        ArgumentException.ThrowIfNullOrEmpty(triggerId);
        ArgumentException.ThrowIfNullOrEmpty(sourceId);
        lock (_lock)
        {
            RemoveLocked(triggerId);
            if (!enabled)
                return;
            var trigger = new IndexedTrigger(triggerId, sourceId, pattern);
            _triggers.Add(triggerId, trigger);
            if (!_sources.TryGetValue(sourceId, out var source))
                _sources.Add(sourceId, source = new SourceIndex());
            source.Add(trigger);
        }
    }

    /// <summary>Removes a trigger.</summary>
    /// <returns>False when there was none enabled with that id.</returns>
    public bool Remove(string triggerId)
    {
        ArgumentException.ThrowIfNullOrEmpty(triggerId);
        lock (_lock)
            return RemoveLocked(triggerId);
    }

    /// <summary>The ids of all triggers the event matches, in ordinal order.</summary>
    public IReadOnlyList<string> Match(EventView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        lock (_lock)
        {
            _matched.Clear();
            _serial++;
            if (_sources.TryGetValue(view.SourceId, out var own))
                own.Match(view, _serial, _matched);
            // An event cannot come from a source called "*", but a view handed in by a test of a filter may say anything.
            if (view.SourceId != EverySource && _sources.TryGetValue(EverySource, out var every))
                every.Match(view, _serial, _matched);
            _matched.Sort(StringComparer.Ordinal);
            return [.. _matched];
        }
    }

    private bool RemoveLocked(string triggerId)
    {
        if (!_triggers.Remove(triggerId, out var trigger))
            return false;
        var source = _sources[trigger.SourceId];
        source.Remove(trigger);
        // A source whose last trigger went is dropped only with all its fields taken out; anything left would show as a leak.
        if (source.IsClean)
            _sources.Remove(trigger.SourceId);
        return true;
    }
}
