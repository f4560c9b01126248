using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Journal;

/// <summary>Something that happened and that the extension promised to keep. The journal is a sequence of these.</summary>
public abstract record Fact
{
    /// <summary>Its kind on disk.</summary>
    public abstract FactKind Kind { get; }
}

/// <summary>Sources and triggers were set or removed, all in one step. Removals happen before the settings.</summary>
public sealed record ConfigurationChanged : Fact
{
    /// <inheritdoc/>
    public override FactKind Kind => FactKind.ConfigurationChanged;

    /// <summary>Sources set or replaced.</summary>
    public IReadOnlyList<EventSource> SourcesSet { get; init; } = [];

    /// <summary>Ids of sources removed.</summary>
    public IReadOnlyList<string> SourcesRemoved { get; init; } = [];

    /// <summary>Triggers set or replaced.</summary>
    public IReadOnlyList<EventTrigger> TriggersSet { get; init; } = [];

    /// <summary>Ids of triggers removed.</summary>
    public IReadOnlyList<string> TriggersRemoved { get; init; } = [];

    /// <summary>
    /// The sources that were replaced or removed, as they were: what lets a start find out how things stood at the place where
    /// routing goes on, which may lie before this change.
    /// </summary>
    public IReadOnlyList<EventSource>? SourcesBefore { get; init; }

    /// <summary>The triggers that were replaced or removed, as they were.</summary>
    public IReadOnlyList<EventTrigger>? TriggersBefore { get; init; }

    /// <summary>The change that takes this one back.</summary>
    internal ConfigurationChanged Undo() => new()
    {
        SourcesSet = SourcesBefore ?? [],
        SourcesRemoved = [.. SourcesSet.Select(static source => source.Id).Except((SourcesBefore ?? []).Select(static source => source.Id))],
        TriggersSet = TriggersBefore ?? [],
        TriggersRemoved = [.. TriggersSet.Select(static trigger => trigger.Id).Except((TriggersBefore ?? []).Select(static trigger => trigger.Id))],
    };
}

/// <summary>An event was accepted. Its answer is out as soon as this is on disk.</summary>
/// <param name="Event">The event, payload included.</param>
public sealed record EventAccepted(EventRecord Event) : Fact
{
    /// <inheritdoc/>
    public override FactKind Kind => FactKind.EventAccepted;
}

/// <summary>
/// An event was offered to every enabled trigger of its source. Written once per event, in the order of the events: the
/// highest <see cref="EventSeq"/> is the cursor from which routing goes on after a restart.
/// </summary>
public sealed record EventRouted : Fact
{
    /// <inheritdoc/>
    public override FactKind Kind => FactKind.EventRouted;

    /// <summary>The sequence number of the event's own record.</summary>
    public required long EventSeq { get; init; }

    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The triggers that matched, in the order of their ids.</summary>
    public IReadOnlyList<string> MatchedTriggers { get; init; } = [];

    /// <summary>Triggers of which exactly one clause was false.</summary>
    public IReadOnlyList<string> NearMisses { get; init; } = [];

    /// <summary>The deliveries made for the matches.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];
}

/// <summary>Deliveries were made (by a replay) or changed; each replaces the one of its id.</summary>
public sealed record DeliveriesChanged : Fact
{
    /// <inheritdoc/>
    public override FactKind Kind => FactKind.DeliveriesChanged;

    /// <summary>The deliveries as they are now.</summary>
    public required IReadOnlyList<Delivery> Deliveries { get; init; }
}
