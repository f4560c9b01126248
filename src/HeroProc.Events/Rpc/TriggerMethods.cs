using HeroProc.Events.Intake;
using HeroProc.Events.Registration;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>trigger.*</c>.</summary>
internal sealed class TriggerMethods(Registrar registrar, Catalog catalog, IdGenerator ids) : IRpcModule
{
    private static readonly RpcErrorCode[] _errors = [RpcErrorCode.NotFound, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable];

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(Info("trigger.list", "The triggers, by id."), RpcJson.Default.TriggerListParams, RpcJson.Default.TriggerListResult, List),
        RpcMethod.Create(Info("trigger.get", "One trigger."), RpcJson.Default.TriggerIdParams, RpcJson.Default.TriggerResult, Get),
        RpcMethod.Create(Info("trigger.set", "Sets a trigger. Every fault of its filter, templates and policy is answered at once."), RpcJson.Default.TriggerSetParams, RpcJson.Default.TriggerSetResult, SetAsync, parameters => registrar.Check(null, parameters.Trigger.ToTrigger(null, ids.Next(), sourceId: null))),
        RpcMethod.Create(Info("trigger.delete", "Removes a trigger. What it has not begun is discarded; history stays."), RpcJson.Default.TriggerIdParams, RpcJson.Default.RemovedResult, DeleteAsync),
        RpcMethod.Create(Info("trigger.enable", "Lets a trigger match again."), RpcJson.Default.TriggerIdParams, RpcJson.Default.TriggerResult, (parameters, _, token) => EnableAsync(parameters, true, token)),
        RpcMethod.Create(Info("trigger.disable", "Keeps a trigger from matching. What it matched already goes on."), RpcJson.Default.TriggerIdParams, RpcJson.Default.TriggerResult, (parameters, _, token) => EnableAsync(parameters, false, token)),
    ];

    private static RpcMethodInfo Info(string name, string summary) => new(name, summary) { Errors = _errors };

    private ValueTask<RpcResult<TriggerListResult>> List(TriggerListParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (Paging.Fault(parameters.Limit, parameters.Cursor, out var after) is { } fault)
        {
            return ValueTask.FromResult<RpcResult<TriggerListResult>>(fault);
        }

        var (page, next) = Paging.Take(
            catalog.State.Triggers, after, parameters.Limit,
            trigger => (parameters.SourceId is null || trigger.EventSourceId == parameters.SourceId) && (parameters.Enabled is null || trigger.Enabled == parameters.Enabled));
        return ValueTask.FromResult<RpcResult<TriggerListResult>>(new TriggerListResult([.. page.Select(TriggerDocument.Of)], next));
    }

    private ValueTask<RpcResult<TriggerResult>> Get(TriggerIdParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RpcResult<TriggerResult>>(
            catalog.State.Triggers.TryGetValue(parameters.Wanted, out var trigger) ? new TriggerResult(TriggerDocument.Of(trigger)) : RpcError.NotFound("trigger", parameters.Wanted));

    private async ValueTask<RpcResult<TriggerSetResult>> SetAsync(TriggerSetParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var newId = ids.Next();
        var result = await registrar.SetAsync(
            static _ => null,
            state => parameters.Trigger.ToTrigger(state.Triggers.GetValueOrDefault(parameters.Trigger.Id ?? ""), newId, sourceId: null),
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? new TriggerSetResult(TriggerDocument.Of(result.Value!.Trigger!), result.Value.Created) : result.Error;
    }

    private async ValueTask<RpcResult<RemovedResult>> DeleteAsync(TriggerIdParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var result = await registrar.RemoveAsync(null, parameters.Wanted, cancellationToken).ConfigureAwait(false);
        return !result.Succeeded ? result.Error : result.Value ? new RemovedResult(true) : RpcError.NotFound("trigger", parameters.Wanted);
    }

    private async ValueTask<RpcResult<TriggerResult>> EnableAsync(TriggerIdParams parameters, bool enabled, CancellationToken cancellationToken)
    {
        var result = await registrar.ChangeTriggerAsync(parameters.Wanted, trigger => trigger with { Enabled = enabled }, cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? new TriggerResult(TriggerDocument.Of(result.Value!)) : result.Error;
    }
}
