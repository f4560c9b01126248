using System.Collections.Concurrent;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs.Records;
using HeroProc.Journal;

namespace HeroProc.Host.Actions;

/// <summary>
/// The actions, in memory and in the journal. A change reaches the extension and the scheduler that care for it first, then the
/// journal, then the readers: both of the first can be told again, and are, when the host dies in between. Thread-safe.
/// </summary>
internal sealed partial class ActionRegistry(Ledger ledger, ActionTypes types, ActionSpecCheck check, ILogger<ActionRegistry> logger) : IActionRegistry, IDisposable
{
    /// <summary>The most actions that are kept.</summary>
    public const int MaxActions = 10_000;

    private readonly ConcurrentDictionary<string, StoredAction> _actions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ILogger _logger = logger;

    public ActionDefinition? Find(string name) => _actions.GetValueOrDefault(name)?.Definition;

    public IReadOnlyList<ActionDefinition> List() =>
        [.. _actions.Values.Select(static action => action.Definition).OrderBy(static action => action.Name, StringComparer.Ordinal)];

    /// <summary>Takes one record of the journal while the host starts.</summary>
    public void Replay(in JournalEntry record)
    {
        var name = LedgerCodec.ReadName(record);
        if (_actions.TryRemove(name, out var old))
        {
            ledger.Forget(old.Position, old.Bytes);
        }

        if (record.Kind == (byte)LedgerKind.ActionSet)
        {
            var bytes = (long)record.Head.Length + record.Body.Length;
            _actions[name] = new StoredAction(LedgerCodec.ReadAction(record), record.Position, bytes);
            ledger.Need(record.Position, bytes);
        }
    }

    /// <summary>Tells extensions and scheduler what is stored, so that they mend what a crash cut in half.</summary>
    public async ValueTask ReconcileAsync(CancellationToken cancellationToken)
    {
        var all = List();
        foreach (var type in types.All)
        {
            await type.ReconcileAsync([.. all.Where(action => action.Spec.Interpreter == type.Interpreter)], cancellationToken).ConfigureAwait(false);
        }

        foreach (var action in all.Where(static action => action.Spec.SchedulePolicy is not null))
        {
            if (types.Scheduler is null || await types.Scheduler.SetAsync(ScheduleId(action.Name), action.Spec.SchedulePolicy!, cancellationToken).ConfigureAwait(false) is { } error)
            {
                NotScheduled(action.Name);
            }
        }
    }

    /// <summary>Sets an action. The result is whether it is new; it is durable then.</summary>
    public async ValueTask<RpcResult<bool>> SetAsync(ActionDefinition action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var errors = check.Check(action.Spec).ConvertAll(static error => error.Under("spec"));
        if (!ActionName.IsValid(action.Name))
        {
            errors.Insert(0, new FieldError("name", ActionName.Expected));
        }

        if (errors.Count > 0)
        {
            return RpcError.InvalidParams(errors);
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var old = Find(action.Name);
            if (old is null && _actions.Count >= MaxActions)
            {
                return RpcError.Refused($"There are {MaxActions} actions already; delete some first.");
            }

            var error = await TellAsync(action, old, cancellationToken).ConfigureAwait(false) ?? await StoreAsync(action, old).ConfigureAwait(false);
            return error is null ? old is null : error;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Deletes an action. Jobs made from it keep what they run.</summary>
    public async ValueTask<RpcResult<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_actions.TryGetValue(name, out var old))
            {
                return RpcError.NotFound("action", name);
            }

            if (await ForgetAsync(old.Definition, null, cancellationToken).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            var (_, error) = await ledger.AppendAsync(LedgerCodec.ActionDeleted(name)).ConfigureAwait(false);
            if (error is not null)
            {
                await UndoAsync(old.Definition).ConfigureAwait(false);
                return error;
            }

            _actions.TryRemove(name, out _);
            ledger.Forget(old.Position, old.Bytes);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Writes the records of a segment's actions anew at the journal's end, so that the segment can go.</summary>
    public async ValueTask<RpcError?> CarryOverAsync(long segment, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var action in _actions.Values.Where(action => action.Position.Segment == segment))
            {
                if (await StoreAsync(action.Definition, null).ConfigureAwait(false) is { } error)
                {
                    return error;
                }
            }

            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static string ScheduleId(string name) => $"action:{name}";

    private async ValueTask<RpcError?> TellAsync(ActionDefinition action, ActionDefinition? old, CancellationToken cancellationToken)
    {
        if (types.Find(action.Spec.Interpreter) is { } type && await type.SetAsync(action, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        if (action.Spec.SchedulePolicy is { } policy
            && await types.Scheduler!.SetAsync(ScheduleId(action.Name), policy, cancellationToken).ConfigureAwait(false) is { } unscheduled)
        {
            return unscheduled;
        }

        return old is null ? null : await ForgetAsync(old, action, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back with extension and scheduler what an action had and its successor has not.</summary>
    private async ValueTask<RpcError?> ForgetAsync(ActionDefinition old, ActionDefinition? next, CancellationToken cancellationToken)
    {
        if (next?.Spec.Interpreter != old.Spec.Interpreter
            && types.Find(old.Spec.Interpreter) is { } type
            && await type.DeleteAsync(old.Name, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        return old.Spec.SchedulePolicy is not null && next?.Spec.SchedulePolicy is null && types.Scheduler is { } scheduler
            ? await scheduler.RemoveAsync(ScheduleId(old.Name), cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async ValueTask<RpcError?> StoreAsync(ActionDefinition action, ActionDefinition? old)
    {
        var record = LedgerCodec.ActionSet(action);
        var (position, error) = await ledger.AppendAsync(record, needed: true).ConfigureAwait(false);
        if (error is not null)
        {
            await UndoAsync(old ?? Find(action.Name), action).ConfigureAwait(false);
            return error;
        }

        if (_actions.TryGetValue(action.Name, out var before))
        {
            ledger.Forget(before.Position, before.Bytes);
        }

        _actions[action.Name] = new StoredAction(action, position, record.Head.Length + record.Body.Length);
        return null;
    }

    /// <summary>The journal refused: extension and scheduler get back what is stored. What fails here is mended at the next start.</summary>
    private async ValueTask UndoAsync(ActionDefinition? stored, ActionDefinition? attempted = null)
    {
        if (attempted is not null && attempted != stored && await ForgetAsync(attempted, stored, CancellationToken.None).ConfigureAwait(false) is { } left)
        {
            NotUndone(attempted.Name, left.Message);
        }

        if (stored is not null && stored != attempted && await TellAsync(stored, null, CancellationToken.None).ConfigureAwait(false) is { } error)
        {
            NotUndone(stored.Name, error.Message);
        }
    }

    private sealed record StoredAction(ActionDefinition Definition, JournalPosition Position, long Bytes);

    [LoggerMessage(3202, LogLevel.Error, "Action {Action} has a schedule that could not be set; it does not fire until it is set again")]
    private partial void NotScheduled(string action);

    [LoggerMessage(3203, LogLevel.Error, "Action {Action} could not be stored, and what was set up for it is not taken back until the next start: {Reason}")]
    private partial void NotUndone(string action, string reason);
}
