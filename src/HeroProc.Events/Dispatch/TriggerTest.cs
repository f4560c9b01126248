using System.Text.Json;
using HeroProc.Events.Mapping;
using HeroProc.Events.Matching;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>Asks what triggers would do with an event, and why. Changes nothing. Thread-safe.</summary>
internal sealed class TriggerTest(InputSchemas schemas, TimeProvider time)
{
    // An answer stays far below the largest message, and a call with many costly filters stays short.
    private const int MaxExplanations = 1000;
    private const int MaxClauses = 20_000;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    private static readonly Explanation _everything = new(true, [], 0, "The trigger has no filter, so every event of its source matches.");

    /// <summary>Why a trigger matches an event, or why not, its source and whether it is enabled included.</summary>
    public static Explanation Explain(CompiledTrigger compiled, EventView view)
    {
        var trigger = compiled.Trigger;
        var explanation = compiled.Pattern?.Explain(view) ?? _everything;
        if (trigger.EventSourceId != EventTrigger.AnySource && trigger.EventSourceId != view.SourceId)
        {
            return explanation with { Matched = false, Reason = $"The trigger listens to the source '{trigger.EventSourceId}'; the event is of '{view.SourceId}'." };
        }

        return trigger.Enabled ? explanation : explanation with { Matched = false, Reason = "The trigger is disabled." };
    }

    /// <summary>What a match would run with.</summary>
    /// <returns>The rendered template, if there is one, and why a delivery would fail, if it would.</returns>
    public (JsonElement? Inputs, string? Error) Render(CompiledTrigger compiled, EventView view, CancellationToken cancellationToken)
    {
        var action = compiled.Trigger.Action;
        JsonElement? inputs = null;
        if (compiled.Mapping is { } mapping)
        {
            var rendered = mapping.Render(view, cancellationToken);
            if (!rendered.Succeeded)
            {
                return (null, rendered.Reason(ActionChecks.TemplateOf(action).Name));
            }

            inputs = rendered.Value;
        }

        return (inputs, KeyFault(compiled.Key, "policy.key", view, cancellationToken)
            ?? KeyFault(compiled.DedupeKey, "policy.dedupe_key", view, cancellationToken)
            ?? ActionFault(action, inputs));
    }

    /// <summary>Explains many triggers: the nearest first, bounded in number, size and time.</summary>
    /// <param name="asked">The triggers.</param>
    /// <param name="view">The event.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The explanations, and whether some are left out.</returns>
    public (IReadOnlyList<(string TriggerId, Explanation Explanation)> Nearest, bool Truncated) ExplainAll(IEnumerable<CompiledTrigger> asked, EventView view, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        // The farthest on top, to be the first to make room.
        var nearest = new PriorityQueue<(string TriggerId, Explanation Explanation), (int Far, string Id)>(Comparer<(int Far, string Id)>.Create(static (a, b) => Compare(b, a)));
        var truncated = false;
        foreach (var compiled in asked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(begun) > _longest)
            {
                truncated = true;
                break;
            }

            var explanation = Explain(compiled, view);
            nearest.Enqueue((compiled.Trigger.Id, explanation), (Far(explanation), compiled.Trigger.Id));
            if (nearest.Count > MaxExplanations)
            {
                nearest.Dequeue();
                truncated = true;
            }
        }

        var clauses = 0;
        var sorted = nearest.UnorderedItems.OrderBy(static item => item.Priority, Comparer<(int Far, string Id)>.Create(Compare)).Select(static item => item.Element).ToList();
        var shown = sorted.TakeWhile((item, i) => i == 0 || (clauses += item.Explanation.Clauses.Count) <= MaxClauses).ToList();
        return (shown, truncated || shown.Count < sorted.Count);
    }

    // A workflow may be known to the starter only; a job's action must be registered by the time it runs.
    private string? ActionFault(TriggerAction action, JsonElement? inputs) => (action.Action, action.WorkflowId) switch
    {
        ({ } name, _) => schemas.Knows(name) ? schemas.Fault(name, inputs) : $"There is no action '{name}' yet.",
        (_, { } name) => schemas.Fault(name, inputs),
        _ => null,
    };

    private static int Far(Explanation explanation) => explanation.Matched ? -1 : explanation.FalseClauses;

    private static int Compare((int Far, string Id) a, (int Far, string Id) b) =>
        a.Far != b.Far ? a.Far.CompareTo(b.Far) : string.CompareOrdinal(a.Id, b.Id);

    private static string? KeyFault(StringTemplate? template, string path, EventView view, CancellationToken cancellationToken) =>
        template?.Render(view, cancellationToken) is { Succeeded: false } failed ? failed.Reason(path) : null;
}
