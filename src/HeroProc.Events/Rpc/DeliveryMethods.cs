using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Store;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>delivery.*</c>.</summary>
internal sealed class DeliveryMethods(StoreFeeder index, DeliveryEngine engine) : IRpcModule
{
    // What one call with a filter changes at most; the answer's count tells whether to call again.
    private const int MaxBulk = 1000;

    private static readonly RpcErrorCode[] _errors = [RpcErrorCode.NotFound, RpcErrorCode.Refused, RpcErrorCode.StorageUnavailable];

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(new RpcMethodInfo("delivery.list", "Deliveries, newest first. Dead letters are those of state dead."), RpcJson.Default.DeliveryListParams, RpcJson.Default.DeliveryListResult, ListAsync),
        RpcMethod.Create(new RpcMethodInfo("delivery.get", "One delivery.") { Errors = _errors }, RpcJson.Default.DeliveryIdParams, RpcJson.Default.DeliveryResult, GetAsync),
        Command("delivery.retry", "Runs deliveries again that are dead, waiting, skipped or discarded, with their attempts counted anew.", DeliveryCommand.Retry, DeliveryState.Dead),
        Command("delivery.discard", "Drops deliveries that have not begun or are dead.", DeliveryCommand.Discard, DeliveryState.Dead),
        Command("delivery.release", "Lets held deliveries go on.", DeliveryCommand.Release, DeliveryState.Held),
    ];

    private RpcMethod Command(string name, string summary, DeliveryCommand command, DeliveryState usual) => RpcMethod.Create(
        new RpcMethodInfo(name, summary)
        {
            Description = $"Takes one delivery_id, or a filter; a filter without a state means those that are {usual.ToString().ToLower(System.Globalization.CultureInfo.InvariantCulture)}, and one call changes at most {MaxBulk}.",
            Errors = _errors,
        },
        RpcJson.Default.DeliveryCommandParams, RpcJson.Default.DeliveryCommandResult,
        (parameters, _, token) => ChangeAsync(parameters, command, usual, token));

    private async ValueTask<RpcResult<DeliveryListResult>> ListAsync(DeliveryListParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters.Limit is < 1 or > 1000)
        {
            return RpcError.InvalidParam("limit", "Expected a whole number from 1 to 1000.");
        }

        if (!Cursor.TryDelivery(parameters.Cursor, out var after))
        {
            return Cursor.Wrong;
        }

        var filter = new DeliveryFilter
        {
            States = parameters.States ?? (parameters.State is { } state ? [state] : null),
            TriggerId = parameters.TriggerId,
            EventId = parameters.EventId,
            Since = parameters.Since,
            Until = parameters.Until,
            After = after is { } place ? new DeliveryCursor(place.Seq, place.Id) : null,
            Limit = parameters.Limit ?? 50,
        };
        var page = await index.AskAsync(store => store.ListDeliveriesAsync(filter, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new DeliveryListResult(page, page.Count == filter.Limit ? Cursor.OfDelivery(page[^1].EventSeq, page[^1].Id) : null);
    }

    private async ValueTask<RpcResult<DeliveryResult>> GetAsync(DeliveryIdParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        await FindAsync(parameters.DeliveryId, cancellationToken).ConfigureAwait(false) is { } delivery
            ? new DeliveryResult(delivery)
            : RpcError.NotFound("delivery", parameters.DeliveryId);

    private async ValueTask<RpcResult<DeliveryCommandResult>> ChangeAsync(DeliveryCommandParams parameters, DeliveryCommand command, DeliveryState usual, CancellationToken cancellationToken)
    {
        if (parameters.DeliveryId is null == parameters.Filter is null)
        {
            return RpcError.InvalidParams([new FieldError("delivery_id", "Expected either delivery_id or filter."), new FieldError("filter", "Expected either delivery_id or filter.")]);
        }

        if (parameters.DeliveryId is { } id)
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } delivery)
            {
                return RpcError.NotFound("delivery", id);
            }

            var result = await engine.CommandAsync(delivery, command, cancellationToken).ConfigureAwait(false);
            return result.Succeeded ? new DeliveryCommandResult(1, [id], []) : result.Error;
        }

        var filter = parameters.Filter!;
        var many = await index.AskAsync(
            store => store.ListDeliveriesAsync(
                new DeliveryFilter
                {
                    States = filter.States ?? [filter.State ?? usual],
                    TriggerId = filter.TriggerId,
                    EventId = filter.EventId,
                    Since = filter.Since,
                    Until = filter.Until,
                    OldestFirst = true,
                    Limit = MaxBulk,
                },
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        List<string> done = [];
        List<DeliveryRefusal> refused = [];
        var results = await Task.WhenAll(many.Select(async delivery => (delivery, result: await engine.CommandAsync(delivery, command, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
        foreach (var (delivery, result) in results)
        {
            if (result.Succeeded)
            {
                done.Add(delivery.Id);
            }
            else if (result.Error.Code == RpcErrorCode.StorageUnavailable)
            {
                return result.Error;
            }
            else
            {
                refused.Add(new DeliveryRefusal(delivery.Id, result.Error.Message));
            }
        }

        return new DeliveryCommandResult(done.Count, done, refused);
    }

    private Task<Delivery?> FindAsync(string deliveryId, CancellationToken cancellationToken) =>
        index.AskAsync(store => store.FindDeliveryAsync(deliveryId, cancellationToken), cancellationToken);
}
