namespace HeroProc.Events.Rpc;

/// <param name="SourceId">Only events of this source.</param>
/// <param name="Type">Only events of this type.</param>
/// <param name="FromCursor">The cursor of the last event known; absent begins with what comes from now on.</param>
internal sealed record SubscribeParams(string? SourceId = null, string? Type = null, string? FromCursor = null);

internal sealed record SubscribeResult(string SubscriptionId);

internal sealed record UnsubscribeParams
{
    public required string SubscriptionId { get; init; }
}

/// <summary>The params of <c>event.notification</c>.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="Event">The event.</param>
/// <param name="Cursor">Where to go on after it, as <c>from_cursor</c>.</param>
internal sealed record EventNotification(string SubscriptionId, EventDocument Event, string Cursor);

/// <summary>The params of <c>event.subscription_ended</c>: the host ended a subscription that its client did not.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="Cursor">Where to go on, as <c>from_cursor</c>.</param>
/// <param name="Reason">Why.</param>
internal sealed record SubscriptionEnded(string SubscriptionId, string Cursor, string Reason);
