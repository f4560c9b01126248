using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Matching;
using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Decides what an event does: which triggers match, and which delivery each match becomes. Knows the sources and triggers as of
/// the event's place in the journal. Not thread-safe: the routing loop owns it.
/// </summary>
internal sealed partial class DeliveryPlanner(IntakeOptions options, BusinessKeys keys, TimeProvider time, ILogger<DeliveryPlanner> logger)
{
    /// <summary>Up to how many enabled triggers of its source an event is held against for near misses.</summary>
    public const int MaxAskedForNearMisses = 64;

    private readonly TriggerIndex _index = new();
    private readonly Dictionary<string, HashSet<string>> _bySource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledTrigger> _triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceState> _sources = new(StringComparer.Ordinal);

    /// <summary>Sources and triggers changed at this place of the journal.</summary>
    public void Apply(ConfigurationChanged change)
    {
        foreach (var id in change.TriggersRemoved)
        {
            Forget(id);
        }

        foreach (var id in change.SourcesRemoved)
        {
            _sources.Remove(id);
        }

        foreach (var source in change.SourcesSet)
        {
            _sources[source.Id] = source.State;
        }

        foreach (var trigger in change.TriggersSet)
        {
            var compiled = TriggerCompiler.Compile(trigger, out var errors);
            if (compiled is null)
            {
                // It passed these same checks before it was kept; a later version may check more.
                LogNotCompiled(trigger.Id, errors[0].Path, errors[0].Message);
                Forget(trigger.Id);
                continue;
            }

            Forget(trigger.Id);
            _triggers[trigger.Id] = compiled;
            if (trigger.Enabled)
            {
                if (!_bySource.TryGetValue(trigger.EventSourceId, out var siblings))
                {
                    _bySource.Add(trigger.EventSourceId, siblings = new HashSet<string>(StringComparer.Ordinal));
                }

                siblings.Add(trigger.Id);
            }

            _index.Add(trigger.Id, trigger.EventSourceId, compiled.Pattern, trigger.Enabled);
        }
    }

    /// <summary>Offers an event to the triggers.</summary>
    public EventRouted Route(long seq, EventRecord record)
    {
        var view = EventViewFactory.Open(record, out var payload);
        using (payload)
        {
            var matched = _index.Match(view).Order(StringComparer.Ordinal).ToArray();
            return new EventRouted
            {
                EventSeq = seq,
                EventId = record.Id,
                MatchedTriggers = matched,
                NearMisses = NearMisses(view, matched),
                Deliveries = [.. matched.Select(id => Plan(seq, record, view, _triggers[id]))],
            };
        }
    }

    // Asking every trigger that did not match is what the index is there to avoid, so only where there are few.
    private List<string> NearMisses(EventView view, string[] matched)
    {
        var own = _bySource.GetValueOrDefault(view.SourceId);
        var every = _bySource.GetValueOrDefault(EventTrigger.AnySource);
        if ((own?.Count ?? 0) + (every?.Count ?? 0) > MaxAskedForNearMisses)
        {
            return [];
        }

        List<string> near = [];
        foreach (var id in (own ?? []).Concat(every ?? []))
        {
            if (_triggers[id] is { Pattern: { } pattern } && Array.BinarySearch(matched, id, StringComparer.Ordinal) < 0 && pattern.IsNearMiss(view))
            {
                near.Add(id);
            }
        }

        near.Sort(StringComparer.Ordinal);
        return near;
    }

    private void Forget(string triggerId)
    {
        _index.Remove(triggerId);
        if (_triggers.Remove(triggerId, out var old) && _bySource.TryGetValue(old.Trigger.EventSourceId, out var siblings) && siblings.Remove(triggerId) && siblings.Count == 0)
        {
            _bySource.Remove(old.Trigger.EventSourceId);
        }
    }

    private Delivery Plan(long seq, EventRecord record, EventView view, CompiledTrigger trigger)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var delivery = DeliveryFactory.Make(record, seq, trigger.Trigger.Id, replay: 0, now) with
        {
            State = _sources.GetValueOrDefault(record.SourceId) == SourceState.Held ? DeliveryState.Held : DeliveryState.Pending,
        };
        delivery = LoopGuard.Check(delivery, record, options);
        if (delivery.IsFinished)
        {
            return delivery;
        }

        delivery = DeliveryFactory.WithKeys(delivery, view, trigger);
        return delivery.State is DeliveryState.Held or DeliveryState.Pending
            && delivery.DedupeKey is { } key
            && !keys.TryTake(trigger.Trigger.Id, key, now, trigger.Policy.DedupeWindowMs)
            ? delivery with { State = DeliveryState.Skipped, Reason = DeliveryReason.DuplicateKey }
            : delivery;
    }
}
