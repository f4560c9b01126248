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
    private readonly TriggerIndex _index = new();
    private readonly Dictionary<string, CompiledTrigger> _triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceState> _sources = new(StringComparer.Ordinal);

    /// <summary>Sources and triggers changed at this place of the journal.</summary>
    public void Apply(ConfigurationChanged change)
    {
        foreach (var id in change.TriggersRemoved)
        {
            _index.Remove(id);
            _triggers.Remove(id);
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
                _index.Remove(trigger.Id);
                _triggers.Remove(trigger.Id);
                continue;
            }

            _triggers[trigger.Id] = compiled;
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
                Deliveries = [.. matched.Select(id => Plan(seq, record, view, _triggers[id]))],
            };
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
