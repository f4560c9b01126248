using System.Text.Json;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Rpc;

/// <summary>A trigger as it is answered: the secret of its action hidden.</summary>
internal sealed record TriggerDocument
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string EventSourceId { get; init; }

    public JsonElement? Filter { get; init; }

    public required TriggerAction Action { get; init; }

    /// <summary>True when the action has a secret.</summary>
    public bool? SecretSet { get; init; }

    public TriggerPolicy? Policy { get; init; }

    public required bool Enabled { get; init; }

    public string? ManagedBy { get; init; }

    public static TriggerDocument Of(EventTrigger trigger) => new()
    {
        Id = trigger.Id,
        Name = trigger.Name,
        EventSourceId = trigger.EventSourceId,
        Filter = trigger.Filter,
        Action = trigger.Action with { Secret = null },
        SecretSet = trigger.Action.Secret is null ? null : true,
        Policy = trigger.Policy,
        Enabled = trigger.Enabled,
        ManagedBy = trigger.ManagedBy,
    };
}
