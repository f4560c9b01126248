using HeroProc.Extensibility.Schedules;

namespace HeroProc.Host.Schedules.Planning;

/// <summary>What becomes of an occurrence that is due, and of those that wait when one has ended. Pure.</summary>
internal static class Admission
{
    /// <summary>Starts the occurrence, lets it wait, or records why it is missed.</summary>
    /// <param name="state">The schedule.</param>
    /// <param name="planned">The occurrence.</param>
    /// <param name="catchUp">True when it is made up for.</param>
    /// <param name="mayWait">True for those that are all made up for in order: they wait, whatever the policy says of new ones.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static ScheduleState Admit(ScheduleState state, long planned, bool catchUp, bool mayWait, long now)
    {
        if (state.Waiting.Count == 0 && HasRoom(state))
        {
            return Start(state, new Occurrence(planned, now, catchUp));
        }

        var occurrence = new Occurrence(planned, 0, catchUp);
        if (mayWait)
        {
            return state with { Waiting = [.. state.Waiting, occurrence] };
        }

        return state.Policy.Overlap switch
        {
            Overlap.AllowAll => state.WithMissed(MissedReason.Instances, planned),
            Overlap.BufferOne when state.Waiting.Count == 0 => state with { Waiting = [occurrence] },
            Overlap.BufferAll when state.Waiting.Count < ScheduleState.MaxQueued => state with { Waiting = [.. state.Waiting, occurrence] },
            Overlap.BufferAll => state.WithMissed(MissedReason.BufferFull, planned),
            Overlap.CancelOther => Replace(state, occurrence),
            _ => state.WithMissed(MissedReason.Overlap, planned),
        };
    }

    /// <summary>Starts those that wait, as far as there is room now.</summary>
    public static ScheduleState Promote(ScheduleState state, long now)
    {
        while (state.Waiting is [var next, ..] && !state.IsPaused() && state.Starting.Count < ScheduleState.MaxQueued && (next.Free || HasRoom(state)))
        {
            state = Start(state with { Waiting = [.. state.Waiting.Skip(1)] }, next with { FiredAt = now });
        }

        return state;
    }

    /// <summary>The running one that has to go so that the waiting one can start, or null.</summary>
    public static long? ToCancel(ScheduleState state) =>
        state is { Policy.Overlap: Overlap.CancelOther, Waiting: [{ Free: false, CatchUp: false }, ..], Running: [var oldest, ..] } && !state.IsPaused() && !HasRoom(state)
            ? oldest
            : null;

    private static ScheduleState Start(ScheduleState state, Occurrence occurrence) =>
        state with { Starting = [.. state.Starting, occurrence], FiredCount = state.FiredCount + 1, Last = occurrence };

    /// <summary>Only the newest one waits for the running one's end.</summary>
    private static ScheduleState Replace(ScheduleState state, Occurrence occurrence)
    {
        // What is made up for in order keeps its place.
        var kept = state.Waiting.Where(static waiting => waiting.CatchUp || waiting.Free).ToArray();
        foreach (var replaced in state.Waiting.Except(kept))
        {
            state = state.WithMissed(MissedReason.Overlap, replaced.PlannedAt);
        }

        return state with { Waiting = [.. kept, occurrence] };
    }

    private static bool HasRoom(ScheduleState state)
    {
        var instances = state.Policy.NrOfInstances;
        var limit = state.Policy.Overlap != Overlap.AllowAll ? Math.Max(1, instances) : instances == 0 ? int.MaxValue : instances;
        return state.Starting.Count + state.Running.Count < limit;
    }
}
