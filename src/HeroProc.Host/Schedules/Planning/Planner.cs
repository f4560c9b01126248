using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Schedules.Planning;

/// <summary>
/// Decides every occurrence up to now, each exactly once: the cursor only goes forward, so that a clock that steps back finds
/// nothing new to do, and one that steps forward finds a downtime. Pure.
/// </summary>
internal static class Planner
{
    /// <summary>Up to this lateness, in milliseconds, an occurrence counts as on time; a busy host is no downtime.</summary>
    public const long GraceMs = 5_000;

    private const int CountLimit = 100_000;

    /// <summary>What is due is started, queued or recorded.</summary>
    /// <returns>The new state, and when to ask again, Unix milliseconds; null for never by itself.</returns>
    public static (ScheduleState State, long? WakeAt) Step(ScheduleState state, ITiming timing, long jitter, long now)
    {
        if (state.IsPaused())
        {
            return (state, null);
        }

        var due = now - jitter;
        if (timing.NextAfter(state.Cursor) is { } first && first <= due - GraceMs)
        {
            state = CatchUpTo(state, timing, due, now);
        }

        while (timing.NextAfter(state.Cursor) is { } next)
        {
            if (next > due)
            {
                return (state, next + jitter);
            }

            if (state.Starting.Count >= ScheduleState.MaxQueued || (state.Waiting.Count >= ScheduleState.MaxQueued && state.Policy.CatchUp == CatchUp.All))
            {
                // Decided once some of those before it have been taken.
                return (state, null);
            }

            var late = next <= due - GraceMs;
            state = Admission.Admit(state, next, late, mayWait: late && state.Policy.CatchUp == CatchUp.All, now) with { Cursor = next };
        }

        return (state, null);
    }

    /// <summary>A paused schedule's occurrences up to now, recorded as missed. Others are left as they are.</summary>
    public static ScheduleState Settle(ScheduleState state, ITiming timing, long jitter, long now) =>
        state.IsPaused() ? Miss(state, MissedReason.Paused, timing, now - jitter) : state;

    /// <summary>The last planned time in a range that begins after <paramref name="after"/> and includes <paramref name="upTo"/>; null for none.</summary>
    public static long? LastUpTo(ITiming timing, long after, long upTo)
    {
        if (timing.NextAfter(after) is not { } first || first > upTo)
        {
            return null;
        }

        // NextAfter(low) is inside, NextAfter(high) is behind: the border between them is the last one.
        var (low, high) = (after, upTo);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = timing.NextAfter(middle) is { } next && next <= upTo ? (middle, high) : (low, middle);
        }

        return timing.NextAfter(low);
    }

    private static ScheduleState CatchUpTo(ScheduleState state, ITiming timing, long due, long now)
    {
        var policy = state.Policy;
        var window = now - policy.CatchUpWindowMs;
        if (policy.CatchUp == CatchUp.None)
        {
            return Miss(state, MissedReason.CatchUp, timing, due - GraceMs);
        }

        // Whatever the policy, what is older than the window is gone; the moment of the window itself is inside.
        state = Miss(state, MissedReason.Window, timing, Math.Min(window - 1, due - GraceMs));
        if (policy.CatchUp == CatchUp.All || LastUpTo(timing, state.Cursor, due) is not { } newest)
        {
            return state;
        }

        var stands = timing.NextAfter(state.Cursor) is { } first && first <= due - GraceMs;
        state = Miss(state, MissedReason.CatchUp, timing, newest - 1);
        return Admission.Admit(state, newest, stands, mayWait: false, now) with { Cursor = newest };
    }

    private static ScheduleState Miss(ScheduleState state, MissedReason reason, ITiming timing, long upTo)
    {
        if (timing.NextAfter(state.Cursor) is not { } first || first > upTo)
        {
            return state;
        }

        var last = first;
        var count = 1L;
        while (timing.NextAfter(last) is { } next && next <= upTo)
        {
            if (count == CountLimit)
            {
                last = LastUpTo(timing, last, upTo) ?? last;
                return state.WithMissed(new MissedRun(reason, first, last, count, More: true)) with { Cursor = last };
            }

            last = next;
            count++;
        }

        return state.WithMissed(new MissedRun(reason, first, last, count)) with { Cursor = last };
    }
}
