using System.Text.Json;

namespace HeroProc.Events.Sources;

/// <summary>Where events come from, as a person registered it. Immutable; a change is a new record.</summary>
public sealed record EventSource
{
    /// <summary>The id of the source that always exists and that <c>event.emit</c> uses when none is named.</summary>
    public const string ManualId = "manual";

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public string? Name { get; init; }

    /// <summary><c>webhook</c>, <c>cron</c>, <c>osis_change</c>, <c>service</c>, <c>poll</c>, <c>manual</c>, or one an extension adds.</summary>
    public required string SourceType { get; init; }

    /// <summary>What its type needs. May hold secrets: never logged, never answered as it is.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>What happens with its events.</summary>
    public SourceState State { get; init; }

    /// <summary>Set when something else keeps this source, such as <c>action:NAME</c>; absent for a person's own.</summary>
    public string? ManagedBy { get; init; }
}
