using HeroProc.Events.Dispatch;
using HeroProc.Events.Intake;
using HeroProc.Events.Matching;
using HeroProc.Events.Registration;
using HeroProc.Events.Store;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Rpc;

/// <summary><c>event.explain</c>, <c>event.test</c> and <c>event.backtest</c>: what a trigger does, asked without doing it.</summary>
internal sealed class ExplainMethods(TriggerTest test, Backtest backtest, EventWalk walk, Catalog catalog, TriggerDirectory triggers, TimeProvider time) : IRpcModule
{
    private const string NewTriggerId = "new";
    private const int DefaultBacktest = 10_000;

    public IReadOnlyList<RpcMethod> Methods =>
    [
        RpcMethod.Create(
            new RpcMethodInfo("event.explain", "Why a trigger matches an event of the log, or why not, clause by clause.")
            {
                Description = "Asks the trigger as it is now; matched_then tells what it answered when the event came.",
                Errors = [RpcErrorCode.NotFound, RpcErrorCode.Refused],
            },
            RpcJson.Default.ExplainParams, RpcJson.Default.ExplainResult, ExplainAsync),
        RpcMethod.Create(
            new RpcMethodInfo("event.test", "What an event would do: the triggers it matches, with what, and why the others miss it. Stores nothing.")
            {
                Description = "With trigger only that one is asked, registered or not. Inputs are rendered and held against the input_schema of the action. "
                    + "Explanations are at most 1000, those that miss by the fewest clauses.",
                ExampleParams = """{"event":{"source_id":"manual","type":"deploy.requested","data":{"version":"1.4.2"}},"trigger":{"filter":{"type":["deploy.requested"]},"action":{"kind":"emit","type":"seen","data":{"v":"{{ data.version }}"}}}}""",
                ExampleResult = """{"matches":[{"trigger_id":"new","inputs":{"v":"1.4.2"}}],"explanations":[{"trigger_id":"new","false_clauses":0,"matched":true,"clauses":[{"path":"type","operator":"equals","expected":["deploy.requested"],"actual":"deploy.requested","matched":true}]}]}""",
            },
            RpcJson.Default.EventTestParams, RpcJson.Default.EventTestResult, TestAsync),
        RpcMethod.Create(
            new RpcMethodInfo("event.backtest", "What a trigger would have matched, by the log. Stores nothing.")
            {
                Description = "Asks the newest events first and ends at limit, or after 20 seconds with truncated:true. "
                    + "Where a trigger of the same id is registered, differs_from_current lists events only one of the two matches; every list holds at most the 1000 newest ids.",
                ExampleParams = """{"trigger":{"event_source_id":"manual","filter":{"type":["deploy.requested"]},"action":{"kind":"emit","type":"seen"}},"limit":100}""",
            },
            RpcJson.Default.BacktestParams, RpcJson.Default.BacktestResult, BacktestAsync),
    ];

    private async ValueTask<RpcResult<ExplainResult>> ExplainAsync(ExplainParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (triggers.Find(parameters.TriggerId) is not { } trigger)
        {
            return RpcError.NotFound("trigger", parameters.TriggerId);
        }

        if (await walk.FindAsync(parameters.EventId, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return RpcError.NotFound("event", parameters.EventId);
        }

        if (walk.Read(entry) is not { } record)
        {
            return RpcError.Refused($"The record of the event '{parameters.EventId}' in the journal is damaged, so there is nothing to hold against a filter.");
        }

        var view = EventViewFactory.Open(record, out var payload);
        using (payload)
        {
            var explanation = TriggerTest.Explain(trigger, view);
            return new ExplainResult
            {
                Matched = explanation.Matched,
                MatchedThen = entry.Routed ? entry.MatchedTriggers.Contains(trigger.Trigger.Id) : null,
                Reason = explanation.Reason,
                Clauses = [.. explanation.Clauses.Select(ClauseDocument.Of)],
            };
        }
    }

    private ValueTask<RpcResult<EventTestResult>> TestAsync(EventTestParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Test(parameters, cancellationToken));

    private RpcResult<EventTestResult> Test(EventTestParams parameters, CancellationToken cancellationToken)
    {
        CompiledTrigger? given = null;
        if (parameters.Trigger is { } input)
        {
            given = Compile(input, parameters.Event.SourceId, out var errors);
            if (given is null)
            {
                return RpcError.InvalidParams([.. errors]);
            }
        }

        var state = catalog.State;
        var sourceType = state.Sources.GetValueOrDefault(parameters.Event.SourceId)?.SourceType ?? "manual";
        var view = parameters.Event.ToView(sourceType, (ulong)time.GetUtcNow().ToUnixTimeMilliseconds());
        var current = new CurrentMatches(state, triggers);
        var asked = given is null ? current.Asked(view.SourceId) : [given];
        var (nearest, truncated) = test.ExplainAll(asked, view, cancellationToken);
        IEnumerable<CompiledTrigger> matched = given is null
            ? current.Of(view).Select(triggers.Find).OfType<CompiledTrigger>()
            : nearest.Any(static item => item.Explanation.Matched) ? [given] : [];
        return new EventTestResult(
            [.. matched.Select(trigger => Match(trigger, view, cancellationToken))],
            [.. nearest.Select(static item => Document(item.TriggerId, item.Explanation))],
            truncated ? true : null);
    }

    private TestMatch Match(CompiledTrigger trigger, EventView view, CancellationToken cancellationToken)
    {
        var (inputs, error) = test.Render(trigger, view, cancellationToken);
        return new TestMatch(trigger.Trigger.Id, inputs, error);
    }

    private async ValueTask<RpcResult<BacktestResult>> BacktestAsync(BacktestParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var limit = parameters.Limit ?? DefaultBacktest;
        if (limit is < 1 or > Backtest.MaxEvents)
        {
            return RpcError.InvalidParam("limit", $"Expected a whole number from 1 to {Backtest.MaxEvents}.");
        }

        if (Compile(parameters.Trigger, sourceId: null, out var errors) is not { } trigger)
        {
            return RpcError.InvalidParams([.. errors]);
        }

        var current = parameters.Trigger.Id is { } id ? triggers.Find(id) : null;
        var outcome = await backtest.RunAsync(trigger, current, parameters.Since, parameters.Until, limit, cancellationToken).ConfigureAwait(false);
        return new BacktestResult
        {
            Evaluated = outcome.Evaluated,
            Matched = outcome.Matched,
            EventIds = outcome.EventIds,
            DiffersFromCurrent = current is null ? null : new BacktestDifference(outcome.Gained, outcome.Lost),
            Unreadable = outcome.Unreadable == 0 ? null : outcome.Unreadable,
            Truncated = outcome.Truncated ? true : null,
        };
    }

    private static TestExplanation Document(string triggerId, Explanation explanation) => new()
    {
        TriggerId = triggerId,
        Matched = explanation.Matched,
        FalseClauses = explanation.FalseClauses,
        Reason = explanation.Reason,
        Clauses = [.. explanation.Clauses.Select(ClauseDocument.Of)],
    };

    // Nothing is kept, so it needs no id; enabled or not, it is asked.
    private static CompiledTrigger? Compile(TriggerInput input, string? sourceId, out List<FieldError> errors)
    {
        var trigger = input.ToTrigger(present: null, NewTriggerId, sourceId) with { Enabled = true };
        var compiled = TriggerCompiler.Compile(trigger, out var faults);
        errors = [.. faults.Select(static fault => fault.Under("trigger"))];
        if (trigger.EventSourceId != EventTrigger.AnySource && !EventChecks.IsId(trigger.EventSourceId))
        {
            errors.Add(new FieldError("trigger.event_source_id", "Expected the id of a source, or '*' for every source."));
            return null;
        }

        return compiled;
    }
}
