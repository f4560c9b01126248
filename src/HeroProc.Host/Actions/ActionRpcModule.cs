using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Actions;

/// <summary>The <c>action.*</c> methods.</summary>
internal sealed class ActionRpcModule : IRpcModule
{
    private const int MaxLimit = 1000;
    private readonly ActionRegistry _registry;

    public ActionRpcModule(ActionRegistry registry)
    {
        _registry = registry;
        Methods =
        [
            RpcMethod.Create(
                new RpcMethodInfo("action.set", "Sets or replaces an action; it is durable when the answer comes.")
                {
                    Description = "All faults of the spec are answered at once. Jobs made before keep the spec they were made with.",
                    Errors = [RpcErrorCode.Conflict, RpcErrorCode.Refused, RpcErrorCode.Overloaded, RpcErrorCode.StorageUnavailable],
                    ExampleParams = """{"name":"hello","spec":{"interpreter":"bash","script":"echo hello"}}""",
                    ExampleResult = """{"name":"hello","created":true}""",
                },
                ActionJson.Default.ActionSetParams,
                ActionJson.Default.ActionSetResult,
                SetAsync),
            RpcMethod.Create(
                new RpcMethodInfo("action.get", "One action.") { Errors = [RpcErrorCode.NotFound], ExampleParams = """{"name":"hello"}""" },
                ActionJson.Default.ActionNameParams,
                ActionJson.Default.ActionResult,
                Get),
            RpcMethod.Create(
                new RpcMethodInfo("action.list", "Actions by name, a page at a time.") { ExampleParams = """{"limit":10}""" },
                ActionJson.Default.ActionListParams,
                ActionJson.Default.ActionListResult,
                List),
            RpcMethod.Create(
                new RpcMethodInfo("action.delete", "Deletes an action, its schedule, and what its type has set up for it.")
                {
                    Errors = [RpcErrorCode.NotFound, RpcErrorCode.Refused, RpcErrorCode.StorageUnavailable],
                    ExampleParams = """{"name":"hello"}""",
                    ExampleResult = """{"removed":true}""",
                },
                ActionJson.Default.ActionNameParams,
                ActionJson.Default.ActionDeleteResult,
                DeleteAsync),
        ];
    }

    public IReadOnlyList<RpcMethod> Methods { get; }

    private async ValueTask<RpcResult<ActionSetResult>> SetAsync(ActionSetParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var set = await _registry.SetAsync(new ActionDefinition(parameters.Name, parameters.Spec), cancellationToken).ConfigureAwait(false);
        return set.Succeeded ? new ActionSetResult(parameters.Name, set.Value) : set.Error;
    }

    private ValueTask<RpcResult<ActionResult>> Get(ActionNameParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        new(_registry.Find(parameters.Name) is { } action ? View(action) : RpcError.NotFound("action", parameters.Name));

    private ValueTask<RpcResult<ActionListResult>> List(ActionListParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters.Limit is < 1 or > MaxLimit)
        {
            return new(RpcError.InvalidParam("limit", $"{parameters.Limit} is not between 1 and {MaxLimit}"));
        }

        // The cursor is the last name of the page before: names that come or go meanwhile do not move it.
        var rest = _registry.List()
            .Where(action => parameters.Cursor is null || string.CompareOrdinal(action.Name, parameters.Cursor) > 0)
            .Where(action => parameters.Tag is null || (action.Spec.Tags ?? []).Contains(parameters.Tag, StringComparer.Ordinal))
            .Take(parameters.Limit + 1)
            .ToArray();
        var page = rest.Take(parameters.Limit).Select(View).ToArray();
        return new(new ActionListResult(page, rest.Length > page.Length ? page[^1].Name : null));
    }

    private async ValueTask<RpcResult<ActionDeleteResult>> DeleteAsync(ActionNameParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var deleted = await _registry.DeleteAsync(parameters.Name, cancellationToken).ConfigureAwait(false);
        return deleted.Succeeded ? new ActionDeleteResult(true) : deleted.Error;
    }

    private static ActionResult View(ActionDefinition action) => new(action.Name, ActionView.WithoutSecrets(action.Spec));
}
