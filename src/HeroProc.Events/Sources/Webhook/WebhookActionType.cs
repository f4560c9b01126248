using HeroProc.Events.Registration;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// The action type <c>webhook</c>: hero_proc itself is the receiver. Such an action is a webhook source of the action's name and, with
/// <c>run</c>, a trigger that runs that other action.
/// </summary>
/// <param name="registrar">Sets and removes them.</param>
/// <param name="catalog">What there is.</param>
/// <param name="actions">The host's actions; asked late, because the registry itself knows this type.</param>
/// <param name="logger">Told what could not be mended.</param>
internal sealed partial class WebhookActionType(Registrar registrar, Catalog catalog, Func<IActionRegistry> actions, ILogger<WebhookActionType> logger) : IActionType
{
    private const string ManagedByPrefix = "action:";

    public string Interpreter => "webhook";

    public async ValueTask<RpcError?> SetAsync(ActionDefinition action, CancellationToken cancellationToken)
    {
        return Check(action) is { Count: > 0 } faults ? RpcError.InvalidParams(faults) : await KeepAsync(action, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RpcError?> DeleteAsync(string name, CancellationToken cancellationToken) =>
        catalog.State.Sources.TryGetValue(name, out var source) && source.ManagedBy == ManagedByPrefix + name
            ? (await registrar.RemoveAsync(name, null, cancellationToken, ManagedByPrefix + name).ConfigureAwait(false)).Error
            : null;

    /// <summary>After a crash between the two halves of a change: removes what no action keeps, sets what an action lacks.</summary>
    public async ValueTask ReconcileAsync(IReadOnlyList<ActionDefinition> stored, CancellationToken cancellationToken)
    {
        var names = stored.Select(static action => action.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var source in catalog.State.Sources.Values)
        {
            if (source.ManagedBy?.StartsWith(ManagedByPrefix, StringComparison.Ordinal) == true && !names.Contains(source.Id))
            {
                var removed = await registrar.RemoveAsync(source.Id, null, cancellationToken, source.ManagedBy).ConfigureAwait(false);
                if (!removed.Succeeded)
                {
                    LogNotMended(source.Id, removed.Error.Message);
                }
            }
        }

        foreach (var action in stored)
        {
            // Not checked again: it was accepted, and an action it runs that is gone since is the delivery's fault to tell.
            if ((!catalog.State.Sources.ContainsKey(action.Name) || (action.Spec.Run is not null && !catalog.State.Triggers.ContainsKey(action.Name)))
                && await KeepAsync(action, cancellationToken).ConfigureAwait(false) is { } error)
            {
                LogNotMended(action.Name, error.Message);
            }
        }
    }

    private async ValueTask<RpcError?> KeepAsync(ActionDefinition action, CancellationToken cancellationToken)
    {
        var owner = ManagedByPrefix + action.Name;
        var state = catalog.State;
        if (state.Sources.TryGetValue(action.Name, out var source) && source.ManagedBy != owner)
        {
            return RpcError.Conflict($"A source '{action.Name}' exists and is not this action's. Name the action otherwise, or remove that source.");
        }

        if (state.Triggers.TryGetValue(action.Name, out var trigger) && trigger.ManagedBy != owner)
        {
            return RpcError.Conflict($"A trigger '{action.Name}' exists and is not this action's. Name the action otherwise, or remove that trigger.");
        }

        if (action.Spec.Run is null && trigger is not null)
        {
            var removed = await registrar.RemoveAsync(null, action.Name, cancellationToken, owner).ConfigureAwait(false);
            if (!removed.Succeeded)
            {
                return removed.Error;
            }
        }

        var result = await registrar.SetAsync(
            new EventSource { Id = action.Name, SourceType = "webhook", Config = action.Spec.Webhook, State = source?.State ?? SourceState.Active, ManagedBy = owner },
            action.Spec.Run is null
                ? null
                : new EventTrigger { Id = action.Name, EventSourceId = action.Name, Action = new TriggerAction { Kind = "job", Action = action.Spec.Run }, ManagedBy = owner },
            cancellationToken).ConfigureAwait(false);
        return result.Error is { } error ? Seen(error) : null;
    }

    private List<FieldError> Check(ActionDefinition action)
    {
        var faults = new List<FieldError>();
        if (action.Spec.Webhook is null)
        {
            faults.Add(new FieldError("spec.webhook", "Missing: an action of type webhook needs the config of a webhook source."));
        }

        if (action.Spec.Run is { } run && (run == action.Name || actions().Find(run) is not { Spec.Interpreter: not "webhook" }))
        {
            faults.Add(new FieldError("spec.run", $"Expected the name of a registered action that can run; '{run}' is none."));
        }

        return faults;
    }

    // The caller sent an action, so faults are told in an action's words.
    private static RpcError Seen(RpcError error)
    {
        if (error.Code != RpcErrorCode.InvalidParams || error.Details?["errors"] is not System.Text.Json.Nodes.JsonArray errors)
        {
            return error;
        }

        return RpcError.InvalidParams(
        [
            .. errors.Select(static item => new FieldError(
                item!["path"]!.GetValue<string>().Replace("source.config", "spec.webhook", StringComparison.Ordinal), item["message"]!.GetValue<string>())),
        ]);
    }
}
