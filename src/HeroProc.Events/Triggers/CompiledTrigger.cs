using HeroProc.Events.Mapping;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Triggers;

/// <summary>A trigger ready to run: pattern and templates compiled once.</summary>
internal sealed class CompiledTrigger
{
    /// <summary>How matches are run when a trigger says nothing about it.</summary>
    public static TriggerPolicy DefaultPolicy { get; } = new();

    /// <summary>The trigger as registered.</summary>
    public required EventTrigger Trigger { get; init; }

    /// <summary>Its filter; null matches every event of the source.</summary>
    public EventPattern? Pattern { get; init; }

    /// <summary>Its policy, defaults filled in.</summary>
    public TriggerPolicy Policy => Trigger.Policy ?? DefaultPolicy;

    /// <summary>The template of the action's inputs, data, payload or params; null for none.</summary>
    public JsonTemplate? Mapping { get; init; }

    /// <summary>The template of the flow key.</summary>
    public StringTemplate? Key { get; init; }

    /// <summary>The template of the business key.</summary>
    public StringTemplate? DedupeKey { get; init; }
}
