using System.Collections.Concurrent;
using HeroProc.Events.Registration;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>The triggers in force, compiled when they are first needed. Thread-safe.</summary>
internal sealed class TriggerDirectory : ICatalogObserver
{
    private readonly ConcurrentDictionary<string, CompiledTrigger> _compiled = new(StringComparer.Ordinal);
    private volatile CatalogState _state = CatalogState.Empty;

    /// <summary>Its policy, the default one where it says none, or null when there is no trigger of this id.</summary>
    public TriggerPolicy? PolicyOf(string triggerId) =>
        _state.Triggers.TryGetValue(triggerId, out var trigger) ? trigger.Policy ?? CompiledTrigger.DefaultPolicy : null;

    /// <summary>The trigger, or null when there is none of this id.</summary>
    public CompiledTrigger? Find(string triggerId)
    {
        if (!_state.Triggers.TryGetValue(triggerId, out var trigger))
        {
            return null;
        }

        // A change replaces the record, so the record itself tells whether what was compiled is still right.
        if (_compiled.TryGetValue(triggerId, out var known) && ReferenceEquals(known.Trigger, trigger))
        {
            return known;
        }

        var compiled = TriggerCompiler.Compile(trigger, out var errors)
            ?? throw new InvalidDataException($"The stored trigger '{triggerId}' does not compile any more: {errors[0].Path}: {errors[0].Message}");
        _compiled[triggerId] = compiled;
        return compiled;
    }

    /// <inheritdoc/>
    public void OnCatalogChanged(CatalogState before, CatalogState now)
    {
        _state = now;
        foreach (var id in _compiled.Keys)
        {
            if (!now.Triggers.ContainsKey(id))
            {
                _compiled.TryRemove(id, out _);
            }
        }
    }
}
