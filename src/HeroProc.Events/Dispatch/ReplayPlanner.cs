using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Matching;
using HeroProc.Events.Registration;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Decides what a replay of an event does: which triggers get it again, and under which number. Thread-safe; two plans for one
/// event made at the same time give the same numbers, so whoever keeps them takes turns.
/// </summary>
internal sealed class ReplayPlanner(StoreFeeder index, Catalog catalog, TriggerDirectory triggers, IntakeOptions options, TimeProvider time)
{
    // Numbers follow on each other; only a damaged record can leave a gap, and then a short one.
    private const int LongestGap = 16;

    /// <summary>The triggers as they are now, to ask about any number of events.</summary>
    public CurrentMatches Matches() => new(catalog.State, triggers);

    /// <summary>The trigger of an id as it is now, or null.</summary>
    public CompiledTrigger? Find(string triggerId) => triggers.Find(triggerId);

    /// <summary>The deliveries that repeat an event.</summary>
    /// <param name="entry">The event in the index.</param>
    /// <param name="record">The event in the journal.</param>
    /// <param name="only">The one trigger that gets it whatever its filter says; null asks the filters of all.</param>
    /// <param name="matches">The triggers to ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<Delivery>> PlanAsync(EventEntry entry, EventRecord record, CompiledTrigger? only, CurrentMatches matches, CancellationToken cancellationToken)
    {
        var view = EventViewFactory.Open(record, out var payload);
        using (payload)
        {
            IReadOnlyList<CompiledTrigger> wanted = only is not null ? [only] : [.. matches.Of(view).Select(triggers.Find).OfType<CompiledTrigger>()];
            if (wanted.Count == 0)
            {
                return [];
            }

            var known = await index.AskAsync(store => store.ListDeliveriesOfEventAsync(record.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
            return [.. wanted.Select(trigger => Plan(entry, record, view, trigger, known))];
        }
    }

    private Delivery Plan(EventEntry entry, EventRecord record, EventView view, CompiledTrigger trigger, IReadOnlyList<Delivery> known)
    {
        var made = DeliveryFactory.Make(record, entry.Seq, trigger.Trigger.Id, NextNumber(record, trigger.Trigger.Id, known), time.GetUtcNow().ToUnixTimeMilliseconds());
        // A held source holds replays too: whoever stopped it did not mean to be passed by.
        var held = catalog.Find(record.SourceId) is { State: SourceState.Held };
        // No business key: a replay is a repetition on purpose, so it neither is stopped by one nor takes one from others.
        return LoopGuard.Check(DeliveryFactory.WithKey(made with { State = held ? DeliveryState.Held : DeliveryState.Pending }, view, trigger), record, options);
    }

    private static int NextNumber(EventRecord record, string triggerId, IReadOnlyList<Delivery> known)
    {
        var ids = known.Where(delivery => delivery.TriggerId == triggerId).Select(static delivery => delivery.Id).ToHashSet(StringComparer.Ordinal);
        var highest = 0;
        for (var number = 1; number <= ids.Count + LongestGap; number++)
        {
            if (ids.Contains(DeliveryFactory.IdOf(record, triggerId, number)))
            {
                highest = number;
            }
        }

        return highest + 1;
    }
}
