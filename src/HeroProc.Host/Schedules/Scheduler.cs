using System.Text.RegularExpressions;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Running;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Schedules;

/// <summary>What owners and operators ask of the schedules. Thread-safe.</summary>
internal sealed partial class Scheduler(ScheduleEngine engine, TimeProvider time) : IScheduler
{
    /// <summary>The most schedules that are kept.</summary>
    public const int MaxSchedules = 200_000;

    private int _count = -1;

    public IReadOnlyList<FieldError> Check(SchedulePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return PolicyTiming.Check(policy, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The same policy again changes nothing. A new timing counts from now on; any other change keeps the place in time, and what a
    /// person has paused stays paused unless <c>paused</c> itself changes.
    /// </remarks>
    public ValueTask<RpcError?> SetAsync(string scheduleId, SchedulePolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return ScheduleId().IsMatch(scheduleId)
            ? engine.ChangeAsync(scheduleId, (entry, now) => Set(scheduleId, policy, entry, now), cancellationToken)
            : new(RpcError.InvalidParam("schedule_id", "is not of the form owner:name"));
    }

    public ValueTask<RpcError?> RemoveAsync(string scheduleId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scheduleId);
        return engine.RemoveAsync(scheduleId, cancellationToken);
    }

    /// <summary>Holds a schedule back until it is resumed; what it misses meanwhile is recorded.</summary>
    public ValueTask<RpcError?> PauseAsync(string id, string? note, CancellationToken cancellationToken) =>
        engine.ChangeAsync(id, (entry, now) => entry is null ? RpcError.NotFound("schedule", id) : Decided(entry, now) with { Hold = new Hold(true, note) }, cancellationToken);

    /// <summary>Lets a schedule run again, from now on.</summary>
    public ValueTask<RpcError?> ResumeAsync(string id, CancellationToken cancellationToken) =>
        engine.ChangeAsync(
            id,
            (entry, now) =>
            {
                if (entry is null)
                {
                    return RpcError.NotFound("schedule", id);
                }

                return entry.State.IsPaused() ? RpcResult<ScheduleState>.Ok(Decided(entry, now) with { Hold = new Hold(false, null) }) : null;
            },
            cancellationToken);

    /// <summary>
    /// Runs the occurrences of a past range, oldest first, after what waits already. One that ran before has the same id, so its
    /// target runs nothing again.
    /// </summary>
    /// <param name="id">The schedule.</param>
    /// <param name="since">Unix milliseconds of the first moment of the range.</param>
    /// <param name="until">Unix milliseconds of the first moment behind it.</param>
    /// <param name="allAtOnce">True to run them side by side, false one after the other.</param>
    /// <param name="cancellationToken">Ends the wait before the change is durable.</param>
    public async ValueTask<RpcResult<int>> BackfillAsync(string id, long since, long until, bool allAtOnce, CancellationToken cancellationToken)
    {
        var planned = 0;
        var error = await engine.ChangeAsync(id, Change, cancellationToken).ConfigureAwait(false);
        return error is not null ? error : planned;

        RpcResult<ScheduleState>? Change(ScheduleEntry? entry, long now)
        {
            if (entry is null)
            {
                return RpcError.NotFound("schedule", id);
            }

            var state = Decided(entry, now);
            var room = ScheduleState.MaxQueued - state.Waiting.Count;
            var times = PastTimes(entry, state, since, until).Take(room + 1).ToArray();
            if (times.Length > room)
            {
                return RpcError.TooLarge("The number of occurrences that would wait", ScheduleState.MaxQueued);
            }

            planned = times.Length;
            return state with { Waiting = [.. state.Waiting, .. times.Select(at => new Occurrence(at, 0, CatchUp: true, Free: allAtOnce))] };
        }
    }

    private static IEnumerable<long> PastTimes(ScheduleEntry entry, ScheduleState state, long since, long until)
    {
        var underWay = state.Starting.Concat(state.Waiting).Select(static occurrence => occurrence.PlannedAt).Concat(state.Running).ToHashSet();
        // What lies behind the cursor is not decided yet and comes by itself.
        var end = Math.Min(until - 1, state.Cursor);
        for (var next = entry.Timing.NextAfter(since - 1); next is { } planned && planned <= end; next = entry.Timing.NextAfter(planned))
        {
            if (!underWay.Contains(planned))
            {
                yield return planned;
            }
        }
    }

    /// <summary>The state after everything up to now was decided.</summary>
    private static ScheduleState Decided(ScheduleEntry entry, long now) =>
        Planner.Settle(Planner.Step(entry.State, entry.Timing, entry.Jitter, now).State, entry.Timing, entry.Jitter, now);

    private RpcResult<ScheduleState>? Set(string id, SchedulePolicy policy, ScheduleEntry? entry, long now)
    {
        if (entry?.State.Policy == policy)
        {
            return null;
        }

        if (PolicyTiming.Check(policy, now) is { Count: > 0 } faults)
        {
            return RpcError.InvalidParams(faults);
        }

        if (entry is null)
        {
            // Counted once; removals are made good by counting anew at the limit.
            _count = _count < 0 || _count >= MaxSchedules ? engine.All.Count() : _count;
            return _count++ >= MaxSchedules
                ? RpcError.Refused($"There are {MaxSchedules} schedules already; remove some first.")
                : new ScheduleState { Id = id, Policy = policy, Anchor = now, Cursor = now };
        }

        var state = Decided(entry, now);
        var old = state.Policy;
        var sameTiming = (old.Cron, old.IntervalMs, old.StartTime, old.EndTime, old.TimeZone) == (policy.Cron, policy.IntervalMs, policy.StartTime, policy.EndTime, policy.TimeZone);
        return state with
        {
            Policy = policy,
            Anchor = old.IntervalMs == policy.IntervalMs ? state.Anchor : now,
            Cursor = sameTiming ? state.Cursor : now,
            Hold = old.Paused == policy.Paused ? state.Hold : null,
        };
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,31}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScheduleId();
}
