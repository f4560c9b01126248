using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Registration;

/// <summary>Sets and removes sources and triggers for whoever asks: RPC, the <c>webhook</c> action type, the admin page. Thread-safe.</summary>
internal sealed class Registrar(Catalog catalog, SourceTypes sourceTypes)
{
    /// <summary>Sets a source, a trigger or both, in one step. Answers once the change is durable and in force.</summary>
    public async ValueTask<RpcResult<Registration>> SetAsync(EventSource? source, EventTrigger? trigger, CancellationToken cancellationToken)
    {
        Registration? done = null;
        var result = await catalog.ChangeAsync(
            state =>
            {
                var decision = Decide(state, source, trigger);
                done = decision.Value.Done;
                return decision.Error is null ? decision.Value.Change : decision.Error;
            },
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? done! : result.Error;
    }

    /// <summary>Removes a source with its triggers, or a trigger, or both. What is not there is no error.</summary>
    /// <param name="sourceId">The source, or null for none.</param>
    /// <param name="triggerId">The trigger, or null for none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="owner">Who asks, when not a person: only what it keeps itself may be managed.</param>
    /// <returns>True when something was there.</returns>
    public async ValueTask<RpcResult<bool>> RemoveAsync(string? sourceId, string? triggerId, CancellationToken cancellationToken, string? owner = null)
    {
        if (sourceId == EventSource.ManualId)
        {
            return RpcError.Refused("The source 'manual' always exists; it can be disabled, not removed.");
        }

        // Looked at first, so that nothing is written when there is nothing to remove.
        var state = catalog.State;
        if (!(sourceId is not null && state.Sources.ContainsKey(sourceId)) && !(triggerId is not null && state.Triggers.ContainsKey(triggerId)))
        {
            return false;
        }

        // Removed by hand it would be back at the next start, when its keeper mends what is missing.
        var keeper = (sourceId is null ? null : state.Sources.GetValueOrDefault(sourceId)?.ManagedBy)
            ?? (triggerId is null ? null : state.Triggers.GetValueOrDefault(triggerId)?.ManagedBy);
        if (keeper is not null && keeper != owner)
        {
            return RpcError.Refused($"It is kept by {keeper} and goes with it. Use action.delete, or source.set with state disabled.");
        }

        var result = await catalog.ChangeAsync(
            now => new ConfigurationChanged
            {
                SourcesRemoved = sourceId is not null && now.Sources.ContainsKey(sourceId) ? [sourceId] : [],
                TriggersRemoved =
                [
                    .. sourceId is null ? [] : now.TriggersOf(sourceId),
                    .. triggerId is not null && now.Triggers.ContainsKey(triggerId) ? [triggerId] : Array.Empty<string>(),
                ],
            },
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? true : result.Error;
    }

    /// <summary>Changes one source that is there.</summary>
    public async ValueTask<RpcResult<EventSource>> ChangeSourceAsync(string sourceId, Func<EventSource, EventSource> change, CancellationToken cancellationToken)
    {
        if (!catalog.State.Sources.TryGetValue(sourceId, out var present))
        {
            return RpcError.NotFound("source", sourceId);
        }

        var result = await SetAsync(change(present), null, cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? result.Value!.Source! : result.Error;
    }

    /// <summary>Changes one trigger that is there.</summary>
    public async ValueTask<RpcResult<EventTrigger>> ChangeTriggerAsync(string triggerId, Func<EventTrigger, EventTrigger> change, CancellationToken cancellationToken)
    {
        if (!catalog.State.Triggers.TryGetValue(triggerId, out var present))
        {
            return RpcError.NotFound("trigger", triggerId);
        }

        var result = await SetAsync(null, change(present), cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? result.Value!.Trigger! : result.Error;
    }

    private ((ConfigurationChanged Change, Registration? Done) Value, RpcError? Error) Decide(CatalogState state, EventSource? source, EventTrigger? trigger)
    {
        var faults = new List<FieldError>();
        RpcError? other = null;
        if (source is not null)
        {
            source = SourceSecrets.Keep(source, state.Sources.GetValueOrDefault(source.Id), sourceTypes.Find(source.SourceType));
            faults.AddRange(Check(source).Select(static fault => fault.Under("source")));
        }

        if (source is not null && faults.Count == 0)
        {
            other = Conflict(state, source);
        }

        if (trigger is not null)
        {
            TriggerCompiler.Compile(trigger, out var errors);
            faults.AddRange(errors.Select(static fault => fault.Under("trigger")));
            if (trigger.EventSourceId != EventTrigger.AnySource && trigger.EventSourceId != source?.Id && !state.Sources.ContainsKey(trigger.EventSourceId))
            {
                if (faults.Count > 0)
                {
                    faults.Add(new FieldError("trigger.event_source_id", $"There is no source '{trigger.EventSourceId}'; register it first or in the same call."));
                }

                other ??= RpcError.NotFound("source", trigger.EventSourceId);
            }
        }

        if (faults.Count > 0)
        {
            return (default, RpcError.InvalidParams(faults));
        }

        if (other is not null)
        {
            return (default, other);
        }

        var created = (source is not null && !state.Sources.ContainsKey(source.Id)) || (trigger is not null && !state.Triggers.ContainsKey(trigger.Id));
        var change = new ConfigurationChanged { SourcesSet = source is null ? [] : [source], TriggersSet = trigger is null ? [] : [trigger] };
        return ((change, new Registration(source, trigger, PathOf(source), created)), null);
    }

    private List<FieldError> Check(EventSource source)
    {
        var faults = new List<FieldError>();
        if (!EventChecks.IsId(source.Id))
        {
            faults.Add(new FieldError("id", "Expected a letter or digit, then up to 63 letters, digits, '.', '_' or '-'."));
        }

        if (source.Name is { Length: > 200 })
        {
            faults.Add(new FieldError("name", "Expected at most 200 characters."));
        }

        if (sourceTypes.Find(source.SourceType) is not { } type)
        {
            faults.Add(new FieldError("source_type", $"Expected one of {string.Join(", ", sourceTypes.Names)}."));
        }
        else
        {
            faults.AddRange(type.Check(source));
        }

        return faults;
    }

    private string? PathOf(EventSource? source) => source is null ? null : sourceTypes.Find(source.SourceType)?.WebhookPath(source);

    private RpcError? Conflict(CatalogState state, EventSource source)
    {
        if (PathOf(source) is not { } path)
        {
            return null;
        }

        var holder = state.Sources.Values.FirstOrDefault(other => other.Id != source.Id && PathOf(other) == path);
        return holder is null ? null : RpcError.Conflict($"The webhook path '{path}' belongs to the source '{holder.Id}'. Choose another path, or remove that source.");
    }
}

/// <summary>What was registered.</summary>
/// <param name="Source">The source, or null when none was sent.</param>
/// <param name="Trigger">The trigger, or null when none was sent.</param>
/// <param name="WebhookPath">The last part of the source's webhook address, or null when it has none.</param>
/// <param name="Created">True when at least one of them is new.</param>
internal sealed record Registration(EventSource? Source, EventTrigger? Trigger, string? WebhookPath, bool Created);
