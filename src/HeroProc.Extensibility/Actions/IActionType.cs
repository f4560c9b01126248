using HeroProc.Extensibility.Rpc;

namespace HeroProc.Extensibility.Actions;

/// <summary>
/// An action type of an extension. The host passes it every action whose <c>interpreter</c> is <see cref="Interpreter"/>.
/// Such an action is no job: <c>job.create</c> of it is refused.
/// </summary>
public interface IActionType
{
    /// <summary>The value of <c>interpreter</c> this type answers to.</summary>
    string Interpreter { get; }

    /// <summary>
    /// The action was set. Called before the host stores the action: an error refuses the whole <c>action.set</c>. Must be
    /// safe to repeat with the same definition, because the host may die before it has stored it.
    /// </summary>
    /// <returns>Null when done durably; else the error for the caller, with paths seen from the params (<c>spec.webhook.provider</c>).</returns>
    ValueTask<RpcError?> SetAsync(ActionDefinition action, CancellationToken cancellationToken);

    /// <summary>The action was deleted. Must be safe to repeat; called before the host forgets the action.</summary>
    ValueTask<RpcError?> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>At start: every stored action of this type, so that a half-done change before a crash can be mended.</summary>
    ValueTask ReconcileAsync(IReadOnlyList<ActionDefinition> actions, CancellationToken cancellationToken);
}
