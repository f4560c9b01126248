using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>event.subscribe</c> and <c>event.unsubscribe</c>.</summary>
internal sealed class SubscribeMethods(SubscriptionHub hub, Catalog catalog, EventTail tail) : IRpcModule
{
    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("event.subscribe", "Tells this connection of events as they are accepted.")
            {
                Description = "Newline-delimited transport only. Sends event.notification {subscription_id, event, cursor} for every event after from_cursor, or from now on; the first may come before this answer. "
                    + $"Payloads longer than {EventDocument.MaxListedPayload} bytes are left out; event.get has them. A connection has at most {SubscriptionHub.MaxPerConnection} subscriptions, and they end with it.",
                Errors = [RpcErrorCode.NotFound, RpcErrorCode.Refused, RpcErrorCode.Overloaded],
            },
            RpcJson.Default.SubscribeParams, RpcJson.Default.SubscribeResult, Subscribe),
        RpcMethod.Create(
            new RpcMethodInfo("event.unsubscribe", "Ends a subscription of this connection.")
            {
                Errors = [RpcErrorCode.NotFound],
            },
            RpcJson.Default.UnsubscribeParams, RpcJson.Default.RemovedResult, Unsubscribe),
    ];

    private ValueTask<RpcResult<SubscribeResult>> Subscribe(SubscribeParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (!Cursor.TryEvent(parameters.FromCursor, out var after) || after > tail.End)
        {
            return Answer(RpcError.InvalidParam("from_cursor", "Expected the cursor of a notification, or none."));
        }

        if (parameters.SourceId is { } sourceId && catalog.Find(sourceId) is null)
        {
            return Answer(RpcError.NotFound("source", sourceId));
        }

        var opened = hub.Open(call, parameters.SourceId, parameters.Type, after);
        return Answer(opened.Succeeded ? new SubscribeResult(opened.Value!) : opened.Error);

        static ValueTask<RpcResult<SubscribeResult>> Answer(RpcResult<SubscribeResult> result) => ValueTask.FromResult(result);
    }

    private ValueTask<RpcResult<RemovedResult>> Unsubscribe(UnsubscribeParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RpcResult<RemovedResult>>(
            hub.Close(call, parameters.SubscriptionId) ? new RemovedResult(true) : RpcError.NotFound("subscription", parameters.SubscriptionId));
}
