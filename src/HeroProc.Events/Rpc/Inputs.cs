using System.Text.Json;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Rpc;

/// <summary>A source as a caller sends it. An absent id is made up; an absent state keeps the present one.</summary>
internal sealed record SourceInput
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public required string SourceType { get; init; }

    public JsonElement? Config { get; init; }

    public SourceState? State { get; init; }

    /// <summary>The source to keep.</summary>
    public EventSource ToSource(EventSource? present, string newId) => new()
    {
        Id = Id ?? newId,
        Name = Name,
        SourceType = SourceType,
        Config = Config is { ValueKind: JsonValueKind.Null } ? null : Config,
        State = State ?? present?.State ?? SourceState.Active,
        ManagedBy = present?.ManagedBy,
    };
}

/// <summary>
/// A trigger as a caller sends it. An absent id is made up; an absent source is the one sent with it; an absent secret stays as it
/// is, because nobody can read it to send it again.
/// </summary>
internal sealed record TriggerInput
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? EventSourceId { get; init; }

    public JsonElement? Filter { get; init; }

    public required TriggerAction Action { get; init; }

    public TriggerPolicy? Policy { get; init; }

    /// <summary>Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The trigger to keep.</summary>
    public EventTrigger ToTrigger(EventTrigger? present, string newId, string? sourceId) => new()
    {
        Id = Id ?? newId,
        Name = Name,
        EventSourceId = EventSourceId ?? sourceId ?? "",
        Filter = Filter is { ValueKind: JsonValueKind.Null } ? null : Filter,
        Action = Action.Secret is null && present?.Action is { } known && known.Kind == Action.Kind ? Action with { Secret = known.Secret } : Action,
        Policy = Policy,
        Enabled = Enabled ?? true,
        ManagedBy = present?.ManagedBy,
    };
}
