using System.Collections.Immutable;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Registration;

/// <summary>All sources and triggers at one moment. Immutable; a change costs its own size.</summary>
internal sealed class CatalogState
{
    private static readonly EventSource Manual = new() { Id = EventSource.ManualId, Name = "Manual", SourceType = "manual" };

    private readonly ImmutableDictionary<string, ImmutableSortedSet<string>> _triggersOfSource;

    private CatalogState(
        ImmutableSortedDictionary<string, EventSource> sources,
        ImmutableSortedDictionary<string, EventTrigger> triggers,
        ImmutableDictionary<string, ImmutableSortedSet<string>> triggersOfSource,
        ConfigurationChanged change)
    {
        Change = change;
        Sources = sources;
        Triggers = triggers;
        _triggersOfSource = triggersOfSource;
    }

    /// <summary>What there is before anybody registered anything: the manual source.</summary>
    public static CatalogState Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, EventSource>(StringComparer.Ordinal).Add(Manual.Id, Manual),
        ImmutableSortedDictionary.Create<string, EventTrigger>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal),
        new ConfigurationChanged());

    /// <summary>The change that led here, so that observers need not compare the whole.</summary>
    public ConfigurationChanged Change { get; }

    /// <summary>Sources by id.</summary>
    public ImmutableSortedDictionary<string, EventSource> Sources { get; }

    /// <summary>Triggers by id.</summary>
    public ImmutableSortedDictionary<string, EventTrigger> Triggers { get; }

    /// <summary>Ids of the triggers that name this source; those of every source are not among them.</summary>
    public IReadOnlyCollection<string> TriggersOf(string sourceId) =>
        _triggersOfSource.TryGetValue(sourceId, out var ids) ? ids : (IReadOnlyCollection<string>)[];

    /// <summary>The change together with what it replaces and removes here.</summary>
    public ConfigurationChanged WithBefore(ConfigurationChanged change) => change with
    {
        SourcesBefore = [.. change.SourcesSet.Select(static source => source.Id).Concat(change.SourcesRemoved).Distinct().Select(id => Sources.GetValueOrDefault(id)).OfType<EventSource>()],
        TriggersBefore = [.. change.TriggersSet.Select(static trigger => trigger.Id).Concat(change.TriggersRemoved).Distinct().Select(id => Triggers.GetValueOrDefault(id)).OfType<EventTrigger>()],
    };

    /// <summary>The state after a change.</summary>
    public CatalogState With(ConfigurationChanged change)
    {
        var sources = Sources.ToBuilder();
        var triggers = Triggers.ToBuilder();
        var ofSource = _triggersOfSource.ToBuilder();
        foreach (var id in change.TriggersRemoved)
        {
            Unlink(triggers, ofSource, id);
            triggers.Remove(id);
        }

        foreach (var id in change.SourcesRemoved)
        {
            sources.Remove(id);
        }

        foreach (var source in change.SourcesSet)
        {
            sources[source.Id] = source;
        }

        foreach (var trigger in change.TriggersSet)
        {
            Unlink(triggers, ofSource, trigger.Id);
            triggers[trigger.Id] = trigger;
            var siblings = ofSource.TryGetValue(trigger.EventSourceId, out var found) ? found : ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
            ofSource[trigger.EventSourceId] = siblings.Add(trigger.Id);
        }

        return new CatalogState(sources.ToImmutable(), triggers.ToImmutable(), ofSource.ToImmutable(), change);
    }

    private static void Unlink(
        ImmutableSortedDictionary<string, EventTrigger>.Builder triggers,
        ImmutableDictionary<string, ImmutableSortedSet<string>>.Builder ofSource,
        string triggerId)
    {
        if (triggers.TryGetValue(triggerId, out var old) && ofSource.TryGetValue(old.EventSourceId, out var siblings))
        {
            ofSource[old.EventSourceId] = siblings.Remove(triggerId);
        }
    }
}
