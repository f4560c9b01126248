using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Registration;

/// <summary>Sets and removes sources and triggers for whoever asks: RPC, the <c>webhook</c> action type, the admin page. Thread-safe.</summary>
internal sealed class Registrar(Catalog catalog, SourceTypes sourceTypes, WebhookPaths paths)
{
    /// <summary>Sets a source, a trigger or both, in one step. Answers once the change is durable and in force.</summary>
    public ValueTask<RpcResult<Registration>> SetAsync(EventSource? source, EventTrigger? trigger, CancellationToken cancellationToken) =>
        SetAsync(_ => source, _ => trigger, cancellationToken);

    /// <summary>As the other, for what depends on what is there: that is looked at when nothing else can change it any more.</summary>
    public ValueTask<RpcResult<Registration>> SetAsync(
        Func<CatalogState, EventSource?> source, Func<CatalogState, EventTrigger?> trigger, CancellationToken cancellationToken) =>
        ChangeAsync(state => Decide(state, source(state), trigger(state)), cancellationToken);

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
        var result = await ChangeAsync(
            state => state.Sources.TryGetValue(sourceId, out var present) ? Decide(state, change(present), null) : RpcError.NotFound("source", sourceId),
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? result.Value!.Source! : result.Error;
    }

    /// <summary>Changes one trigger that is there.</summary>
    public async ValueTask<RpcResult<EventTrigger>> ChangeTriggerAsync(string triggerId, Func<EventTrigger, EventTrigger> change, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(
            state => state.Triggers.TryGetValue(triggerId, out var present) ? Decide(state, null, change(present)) : RpcError.NotFound("trigger", triggerId),
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? result.Value!.Trigger! : result.Error;
    }

    private async ValueTask<RpcResult<Registration>> ChangeAsync(Func<CatalogState, RpcResult<Registration>> decide, CancellationToken cancellationToken)
    {
        Registration? done = null;
        var result = await catalog.ChangeAsync(
            state =>
            {
                var decision = decide(state);
                done = decision.Value;
                return decision.Succeeded
                    ? new ConfigurationChanged { SourcesSet = done!.Source is { } source ? [source] : [], TriggersSet = done.Trigger is { } trigger ? [trigger] : [] }
                    : decision.Error;
            },
            cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? done! : result.Error;
    }

    /// <summary>The faults a setting of these would be refused for, looked for without setting anything.</summary>
    public IReadOnlyList<FieldError> Check(EventSource? source, EventTrigger? trigger)
    {
        var state = catalog.State;
        var faults = Faults(state, ref source, trigger);
        if (MissingSource(state, source, trigger) is { } missing)
        {
            faults.Add(missing);
        }

        return faults;
    }

    private RpcResult<Registration> Decide(CatalogState state, EventSource? source, EventTrigger? trigger)
    {
        var faults = Faults(state, ref source, trigger);
        var missing = MissingSource(state, source, trigger);
        if (faults.Count > 0)
        {
            return RpcError.InvalidParams(missing is null ? faults : [.. faults, missing]);
        }

        if (source is not null && Conflict(source) is { } conflict)
        {
            return conflict;
        }

        if (missing is not null)
        {
            return RpcError.NotFound("source", trigger!.EventSourceId);
        }

        var created = (source is not null && !state.Sources.ContainsKey(source.Id)) || (trigger is not null && !state.Triggers.ContainsKey(trigger.Id));
        return new Registration(source, trigger, PathOf(source), created);
    }

    private List<FieldError> Faults(CatalogState state, ref EventSource? source, EventTrigger? trigger)
    {
        var faults = new List<FieldError>();
        if (source is not null)
        {
            CheckConfig(source.Config, faults);
            source = faults.Count > 0 ? source : SourceSecrets.Keep(source, state.Sources.GetValueOrDefault(source.Id), sourceTypes.Find(source.SourceType));
            faults.AddRange(Check(source, typed: faults.Count == 0).Select(static fault => fault.Under("source")));
        }

        if (trigger is not null)
        {
            TriggerCompiler.Compile(trigger, out var errors);
            faults.AddRange(errors.Select(static fault => fault.Under("trigger")));
            if (trigger.EventSourceId.Length == 0)
            {
                faults.Add(new FieldError("trigger.event_source_id", "Missing: the id of a source, or '*' for every source."));
            }
        }

        return faults;
    }

    private static FieldError? MissingSource(CatalogState state, EventSource? source, EventTrigger? trigger) =>
        trigger is null or { EventSourceId: "" or EventTrigger.AnySource } || trigger.EventSourceId == source?.Id || state.Sources.ContainsKey(trigger.EventSourceId)
            ? null
            : new FieldError("trigger.event_source_id", $"There is no source '{trigger.EventSourceId}'; register it first or in the same call.");

    private static void CheckConfig(JsonElement? config, List<FieldError> faults)
    {
        if (config is not { } sent)
        {
            return;
        }

        if (sent.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new FieldError("source.config", "Expected an object."));
            return;
        }

        ConfigText.Check(sent, "source.config", faults);
    }

    // A config that says two things at once is not shown to its type, which would hear only one of them.
    private List<FieldError> Check(EventSource source, bool typed)
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
        else if (typed)
        {
            faults.AddRange(type.Check(source));
        }

        return faults;
    }

    private string? PathOf(EventSource? source) => source is null ? null : sourceTypes.Find(source.SourceType)?.WebhookPath(source);

    private RpcError? Conflict(EventSource source) =>
        PathOf(source) is { } path && paths.HolderOf(path) is { } holder && holder != source.Id
            ? RpcError.Conflict($"The webhook path '{path}' belongs to the source '{holder}'. Choose another path, or remove that source.")
            : null;
}

/// <summary>What was registered.</summary>
/// <param name="Source">The source, or null when none was sent.</param>
/// <param name="Trigger">The trigger, or null when none was sent.</param>
/// <param name="WebhookPath">The last part of the source's webhook address, or null when it has none.</param>
/// <param name="Created">True when at least one of them is new.</param>
internal sealed record Registration(EventSource? Source, EventTrigger? Trigger, string? WebhookPath, bool Created);
