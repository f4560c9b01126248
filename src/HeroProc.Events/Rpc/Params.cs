using System.Text.Json;
using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Rpc;

internal sealed record RegisterParams(SourceInput? Source = null, TriggerInput? Trigger = null);

internal sealed record RegisterResult(string? SourceId, string? TriggerId, string? WebhookUrl, bool Created);

internal sealed record UnregisterParams(string? SourceId = null, string? TriggerId = null);

internal sealed record RemovedResult(bool Removed);

internal sealed record EmitParams
{
    /// <summary>Default <c>manual</c>.</summary>
    public string? SourceId { get; init; }

    public required string Type { get; init; }

    public JsonElement? Data { get; init; }

    public string? Subject { get; init; }

    public string? Id { get; init; }

    public ulong? Timestamp { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }
}

internal sealed record EmitResult(string EventId, bool Duplicate);

internal sealed record EventIdParams
{
    public required string EventId { get; init; }
}

internal sealed record EventGetResult(EventDocument Event, IReadOnlyList<Delivery> Deliveries);

internal sealed record EventListParams
{
    public string? SourceId { get; init; }

    public string? Type { get; init; }

    public ulong? Since { get; init; }

    public ulong? Until { get; init; }

    public bool? Matched { get; init; }

    public DeliveryState? DeliveryState { get; init; }

    public string? NearMissOf { get; init; }

    public string? Text { get; init; }

    /// <summary>The most in the page; 1 to 1000, default 50.</summary>
    public int? Limit { get; init; }

    public string? Cursor { get; init; }
}

internal sealed record EventListResult(IReadOnlyList<EventDocument> Events, string? NextCursor);

internal sealed record PageParams(int Limit = 100, string? Cursor = null);

internal sealed record SourceIdParams(string? SourceId = null, string? Id = null)
{
    public string Wanted => SourceId ?? Id ?? "";
}

internal sealed record TriggerIdParams(string? TriggerId = null, string? Id = null)
{
    public string Wanted => TriggerId ?? Id ?? "";
}

internal sealed record SourceSetParams
{
    public required SourceInput Source { get; init; }
}

internal sealed record RotateParams
{
    public required string SourceId { get; init; }

    /// <summary>The new secret; absent makes one up, which is answered this once.</summary>
    public string? Secret { get; init; }

    /// <summary>True to stop accepting the old ones at once.</summary>
    public bool DropOld { get; init; }
}

internal sealed record RotateResult(SourceDocument Source, string? NewSecret);

internal sealed record SourceResult(SourceDocument Source);

internal sealed record SourceSetResult(SourceDocument Source, bool Created);

internal sealed record SourceListResult(IReadOnlyList<SourceDocument> Sources, string? NextCursor);

internal sealed record TriggerSetParams
{
    public required TriggerInput Trigger { get; init; }
}

internal sealed record TriggerResult(TriggerDocument Trigger);

internal sealed record TriggerSetResult(TriggerDocument Trigger, bool Created);

internal sealed record TriggerListParams(string? SourceId = null, bool? Enabled = null, int Limit = 100, string? Cursor = null);

internal sealed record TriggerListResult(IReadOnlyList<TriggerDocument> Triggers, string? NextCursor);

internal sealed record DeliveryIdParams
{
    public required string DeliveryId { get; init; }
}

internal sealed record DeliveryFilterParams
{
    public DeliveryState? State { get; init; }

    public IReadOnlyList<DeliveryState>? States { get; init; }

    public string? TriggerId { get; init; }

    public string? EventId { get; init; }

    public long? Since { get; init; }

    public long? Until { get; init; }
}

internal sealed record DeliveryListParams
{
    public DeliveryState? State { get; init; }

    public IReadOnlyList<DeliveryState>? States { get; init; }

    public string? TriggerId { get; init; }

    public string? EventId { get; init; }

    public long? Since { get; init; }

    public long? Until { get; init; }

    /// <summary>The most in the page; 1 to 1000, default 50.</summary>
    public int? Limit { get; init; }

    public string? Cursor { get; init; }
}

internal sealed record DeliveryListResult(IReadOnlyList<Delivery> Deliveries, string? NextCursor);

internal sealed record DeliveryResult(Delivery Delivery);

internal sealed record DeliveryCommandParams(string? DeliveryId = null, DeliveryFilterParams? Filter = null);

internal sealed record DeliveryCommandResult(int Changed, IReadOnlyList<string> DeliveryIds, IReadOnlyList<DeliveryRefusal> Refused);

internal sealed record DeliveryRefusal(string DeliveryId, string Reason);
