using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Running;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Schedules.Rpc;

/// <summary>The <c>schedule.*</c> methods.</summary>
internal sealed class ScheduleRpcModule : IRpcModule
{
    private const int MaxLimit = 1000;
    private const int MaxNoteLength = 1000;

    // Beyond it a moment has no name in a calendar any more.
    private const long MaxTime = 253_402_300_799_999;
    private readonly ScheduleEngine _engine;
    private readonly Scheduler _scheduler;
    private readonly TimeProvider _time;

    public ScheduleRpcModule(ScheduleEngine engine, Scheduler scheduler, TimeProvider time)
    {
        (_engine, _scheduler, _time) = (engine, scheduler, time);
        var json = ScheduleRpcJson.Default;
        Methods =
        [
            RpcMethod.Create(ScheduleMethods.List, json.ScheduleListParams, json.ScheduleListResult, List),
            RpcMethod.Create(ScheduleMethods.Status, json.ScheduleIdParams, json.ScheduleStatusResult, Status),
            RpcMethod.Create(ScheduleMethods.Preview, json.SchedulePreviewParams, json.SchedulePreviewResult, Preview),
            RpcMethod.Create(ScheduleMethods.Backfill, json.ScheduleBackfillParams, json.ScheduleBackfillResult, BackfillAsync),
            RpcMethod.Create(ScheduleMethods.Pause, json.SchedulePauseParams, json.SchedulePausedResult, PauseAsync),
            RpcMethod.Create(ScheduleMethods.Resume, json.ScheduleIdParams, json.SchedulePausedResult, ResumeAsync),
        ];
    }

    public IReadOnlyList<RpcMethod> Methods { get; }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private ValueTask<RpcResult<ScheduleListResult>> List(ScheduleListParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (LimitFault(parameters.Limit) is { } fault)
        {
            return new(fault);
        }

        // The cursor is the last id of the page before: schedules that come or go meanwhile do not move it.
        var page = _engine.All
            .Where(entry => parameters.Owner is null || entry.State.Id.StartsWith(parameters.Owner + ":", StringComparison.Ordinal))
            .Where(entry => parameters.Cursor is null || string.CompareOrdinal(entry.State.Id, parameters.Cursor) > 0)
            .OrderBy(static entry => entry.State.Id, StringComparer.Ordinal)
            .Take(parameters.Limit + 1)
            .ToArray();
        var shown = page.Take(parameters.Limit).Select(View).ToArray();
        return new(new ScheduleListResult(shown, page.Length > shown.Length ? shown[^1].ScheduleId : null));
    }

    private ValueTask<RpcResult<ScheduleStatusResult>> Status(ScheduleIdParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (_engine.Find(parameters.ScheduleId) is not { } entry)
        {
            return new(RpcError.NotFound("schedule", parameters.ScheduleId));
        }

        // A paused schedule's losses are counted when they are asked for.
        var state = Planner.Settle(entry.State, entry.Timing, entry.Jitter, Now);
        return new(new ScheduleStatusResult
        {
            ScheduleId = state.Id,
            Policy = state.Policy,
            Paused = state.IsPaused(),
            Note = state.Hold?.Note ?? state.Policy.Note,
            Next = Next(entry) is { } next ? new OccurrenceResult(next.PlannedAt, FiresAt: next.FiresAt) : null,
            Last = state.Last is { } last ? new OccurrenceResult(last.PlannedAt, FiredAt: last.FiredAt, CatchUp: last.CatchUp) : null,
            Running = [.. state.Starting.Select(static one => one.PlannedAt).Concat(state.Running).Select(static at => new OccurrenceResult(at))],
            Waiting = [.. state.Waiting.Select(static one => new OccurrenceResult(one.PlannedAt, CatchUp: one.CatchUp))],
            Missed = state.Missed,
            MissedCount = state.MissedCount,
            FiredCount = state.FiredCount,
        });
    }

    private ValueTask<RpcResult<SchedulePreviewResult>> Preview(SchedulePreviewParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (LimitFault(parameters.Limit) is { } fault)
        {
            return new(fault);
        }

        if (parameters.Since is < 0 or > MaxTime)
        {
            return new(RpcError.InvalidParam("since", $"{parameters.Since} is no time in Unix milliseconds"));
        }

        if ((parameters.ScheduleId is null) == (parameters.SchedulePolicy is null))
        {
            return new(RpcError.InvalidParam(string.Empty, "exactly one of schedule_id and schedule_policy is expected"));
        }

        var after = parameters.Since - 1 ?? Now;
        if (parameters.ScheduleId is { } id)
        {
            return new(_engine.Find(id) is { } entry ? Occurrences(entry.Timing, entry.Jitter, after, parameters.Limit) : RpcError.NotFound("schedule", id));
        }

        var errors = _scheduler.Check(parameters.SchedulePolicy!);
        return new(errors.Count > 0
            ? RpcError.InvalidParams([.. errors.Select(static error => error.Under("schedule_policy"))])
            : Occurrences(PolicyTiming.Of(parameters.SchedulePolicy!, Now), 0, after, parameters.Limit));
    }

    private async ValueTask<RpcResult<ScheduleBackfillResult>> BackfillAsync(ScheduleBackfillParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        if (parameters.Since is < 0 or > MaxTime)
        {
            errors.Add(new FieldError("since", $"{parameters.Since} is no time in Unix milliseconds"));
        }

        if (parameters.Until <= parameters.Since || parameters.Until > MaxTime)
        {
            errors.Add(new FieldError("until", $"{parameters.Until} is not after since, or no time in Unix milliseconds"));
        }

        if (parameters.Overlap is not (Overlap.BufferAll or Overlap.AllowAll))
        {
            errors.Add(new FieldError("overlap", "a backfill runs one after the other (buffer_all) or side by side (allow_all); the other policies would drop what was asked for"));
        }

        if (errors.Count > 0)
        {
            return RpcError.InvalidParams(errors);
        }

        var planned = await _scheduler
            .BackfillAsync(parameters.ScheduleId, parameters.Since, parameters.Until, parameters.Overlap == Overlap.AllowAll, cancellationToken)
            .ConfigureAwait(false);
        return planned.Succeeded ? new ScheduleBackfillResult(planned.Value) : planned.Error;
    }

    private async ValueTask<RpcResult<SchedulePausedResult>> PauseAsync(SchedulePauseParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        if (parameters.Note is { } note && (note.Length > MaxNoteLength || note.Any(char.IsControl)))
        {
            return RpcError.InvalidParam("note", $"has at most {MaxNoteLength} characters and no control character");
        }

        var error = await _scheduler.PauseAsync(parameters.ScheduleId, parameters.Note, cancellationToken).ConfigureAwait(false);
        return error is not null ? error : new SchedulePausedResult(true);
    }

    private async ValueTask<RpcResult<SchedulePausedResult>> ResumeAsync(ScheduleIdParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var error = await _scheduler.ResumeAsync(parameters.ScheduleId, cancellationToken).ConfigureAwait(false);
        return error is not null ? error : new SchedulePausedResult(false);
    }

    private static SchedulePreviewResult Occurrences(ITiming timing, long jitter, long after, int limit) =>
        new([.. SchedulePreview.Of(timing, jitter, after, limit).Select(static one => new OccurrenceResult(one.PlannedAt, FiresAt: one.FiresAt))]);

    private static RpcError? LimitFault(int limit) =>
        limit is < 1 or > MaxLimit ? RpcError.InvalidParam("limit", $"{limit} is not between 1 and {MaxLimit}") : null;

    private static (long PlannedAt, long FiresAt)? Next(ScheduleEntry entry)
    {
        var state = entry.State;
        return state.IsPaused() || entry.Timing.NextAfter(state.Cursor) is not { } planned ? null : (planned, planned + entry.Jitter);
    }

    private ScheduleResult View(ScheduleEntry entry)
    {
        var state = Planner.Settle(entry.State, entry.Timing, entry.Jitter, Now);
        return new ScheduleResult(
            state.Id, state.Policy, state.IsPaused(), Next(entry)?.FiresAt, state.Last?.PlannedAt,
            state.Starting.Count + state.Running.Count, state.Waiting.Count, state.FiredCount, state.MissedCount);
    }
}
