using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Tests.Actions;

/// <summary>An action type that keeps what it is told.</summary>
internal sealed class FakeActionType(string interpreter) : IActionType
{
    public string Interpreter => interpreter;

    public RpcError? Refusal { get; set; }

    public List<string> Calls { get; } = [];

    public ValueTask<RpcError?> SetAsync(ActionDefinition action, CancellationToken cancellationToken)
    {
        Calls.Add($"set {action.Name}");
        return new(Refusal);
    }

    public ValueTask<RpcError?> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Calls.Add($"delete {name}");
        return new(Refusal);
    }

    public ValueTask ReconcileAsync(IReadOnlyList<ActionDefinition> actions, CancellationToken cancellationToken)
    {
        Calls.Add($"reconcile {string.Join(',', actions.Select(action => action.Name))}");
        return ValueTask.CompletedTask;
    }
}
