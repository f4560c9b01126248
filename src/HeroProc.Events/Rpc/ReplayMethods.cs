using HeroProc.Events.Dispatch;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>event.replay</c>.</summary>
internal sealed class ReplayMethods(Replayer replayer) : IRpcModule
{
    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("event.replay", "Runs events of the log again.")
            {
                Description = "Takes one event_id, or a filter as event.list has it. Without trigger_id the filters of all enabled triggers are asked as they are now; "
                    + "with it that trigger gets the event even if its filter says no. Answers once the new deliveries are durable. They name the delivery they repeat in replay_of, "
                    + "keep to the policy's limits, and pass by its dedupe_key. "
                    + $"One call takes the newest {Replayer.MaxEvents} events; next_cursor, sent back as cursor, goes on with older ones.",
                Errors = [RpcErrorCode.NotFound, RpcErrorCode.Refused, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable],
            },
            RpcJson.Default.ReplayParams, RpcJson.Default.ReplayResult, ReplayAsync),
    ];

    private async ValueTask<RpcResult<ReplayResult>> ReplayAsync(ReplayParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters.EventId is null == parameters.Filter is null)
        {
            return RpcError.InvalidParams([new FieldError("event_id", "Expected either event_id or filter."), new FieldError("filter", "Expected either event_id or filter.")]);
        }

        if (parameters.EventId is not null && parameters.Cursor is not null)
        {
            return RpcError.InvalidParam("cursor", "Belongs to filter; one event has no further page.");
        }

        if (!Cursor.TryEvent(parameters.Cursor, out var before))
        {
            return Cursor.Wrong;
        }

        var result = parameters.EventId is { } eventId
            ? await replayer.ReplayAsync(eventId, parameters.TriggerId, cancellationToken).ConfigureAwait(false)
            : await replayer.ReplayManyAsync(parameters.Filter!.ToFilter() with { BeforeSeq = before }, parameters.Filter.SearchedText, parameters.TriggerId, cancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? new ReplayResult(
                result.Value!.Replayed, result.Value.DeliveryIds,
                result.Value.Unreadable == 0 ? null : result.Value.Unreadable,
                result.Value.NextBefore is { } next ? Cursor.OfEvent(next) : null)
            : result.Error;
    }
}
