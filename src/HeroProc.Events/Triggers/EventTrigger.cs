using System.Text.Json;

namespace HeroProc.Events.Triggers;

/// <summary>Which events start what. Immutable; a change is a new record.</summary>
public sealed record EventTrigger
{
    /// <summary>The value of <see cref="EventSourceId"/> that means every source.</summary>
    public const string AnySource = "*";

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The source whose events are asked, or <see cref="AnySource"/>.</summary>
    public required string EventSourceId { get; init; }

    /// <summary>The event pattern; absent matches every event of the source.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>What a match does.</summary>
    public required TriggerAction Action { get; init; }

    /// <summary>How matches are run.</summary>
    public TriggerPolicy? Policy { get; init; }

    /// <summary>False while a person has switched it off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Set when something else keeps this trigger, such as <c>action:NAME</c>.</summary>
    public string? ManagedBy { get; init; }
}
