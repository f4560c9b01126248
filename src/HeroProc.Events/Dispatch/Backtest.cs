using HeroProc.Events.Matching;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>Asks what a filter would have matched, by reading the log back. Holds one event at a time. Thread-safe.</summary>
internal sealed class Backtest(EventWalk walk, TimeProvider time)
{
    /// <summary>The most events one call asks about.</summary>
    public const int MaxEvents = 100_000;

    private const int MaxIds = 1000;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    /// <summary>Reads events back, newest first, and asks about each.</summary>
    /// <param name="trigger">The trigger to try; whether it is enabled does not count.</param>
    /// <param name="current">The trigger to compare with, or null.</param>
    /// <param name="since">Only events received at or after, Unix milliseconds.</param>
    /// <param name="until">Only events received before, Unix milliseconds.</param>
    /// <param name="limit">The most events to ask about, at most <see cref="MaxEvents"/>.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<BacktestOutcome> RunAsync(CompiledTrigger trigger, CompiledTrigger? current, ulong? since, ulong? until, int limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var outcome = new BacktestOutcome();
        var filter = new EventFilter { SourceId = SourceOf(trigger, current), Since = since, Until = until };
        await foreach (var entry in walk.NewestFirstAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (outcome.Evaluated == limit || time.GetElapsedTime(begun) > _longest)
            {
                outcome.Truncated = true;
                break;
            }

            if (walk.Read(entry) is not { } record)
            {
                outcome.Unreadable++;
                continue;
            }

            var view = EventViewFactory.Open(record, out var payload);
            using (payload)
            {
                Count(outcome, record.Id, Matches(trigger, view), current is null ? null : Matches(current, view));
            }
        }

        return outcome;
    }

    // Two triggers of different sources: every event either of them listens to.
    private static string? SourceOf(CompiledTrigger trigger, CompiledTrigger? current)
    {
        var source = trigger.Trigger.EventSourceId;
        return source == EventTrigger.AnySource || (current is not null && current.Trigger.EventSourceId != source) ? null : source;
    }

    private static bool Matches(CompiledTrigger trigger, EventView view) =>
        (trigger.Trigger.EventSourceId == EventTrigger.AnySource || trigger.Trigger.EventSourceId == view.SourceId)
        && (trigger.Pattern?.Matches(view) ?? true);

    private static void Count(BacktestOutcome outcome, string eventId, bool matches, bool? before)
    {
        outcome.Evaluated++;
        if (matches)
        {
            outcome.Matched++;
            Add(outcome.EventIds, eventId);
        }

        if (before is { } was && was != matches)
        {
            Add(matches ? outcome.Gained : outcome.Lost, eventId);
        }
    }

    private static void Add(List<string> ids, string id)
    {
        if (ids.Count < MaxIds)
        {
            ids.Add(id);
        }
    }
}
