using HeroProc.Host.Schedules.Planning;

namespace HeroProc.Host.Schedules.Running;

/// <summary>What one pass of the engine changes: worked out in memory first, so that a disk that refuses leaves nothing half done.</summary>
internal sealed class EnginePass(long now)
{
    private readonly Dictionary<ScheduleEntry, EngineStep> _steps = [];
    private readonly List<EngineEvent> _events = [];

    public long Now => now;

    public int Count => _steps.Count;

    public IReadOnlyList<EngineEvent> Events => _events;

    public IReadOnlyCollection<EngineStep> Items => _steps.Values;

    /// <summary>Those whose state is another one now.</summary>
    public IReadOnlyList<EngineStep> Changed => [.. _steps.Values.Where(static step => !ReferenceEquals(step.State, step.Entry.State))];

    public void Due(ScheduleEntry entry) => Of(entry);

    /// <summary>Takes up what happened to an occurrence.</summary>
    public void Take(EngineEvent happened, Func<ScheduleEntry, long, bool> isRunning)
    {
        var (entry, planned, outcome) = happened;
        if (entry.Removed)
        {
            return;
        }

        _events.Add(happened);
        var step = Of(entry);
        var state = step.State;
        switch (outcome)
        {
            case null:
                step.State = state.Running.Contains(planned) ? state with { Running = [.. state.Running.Where(running => running != planned)] } : state;
                break;
            case FiringOutcome.Refused:
                step.State = Started(step, planned).WithMissed(MissedReason.Refused, planned);
                break;
            default:
                var runs = outcome is FiringOutcome.Runs && !state.Running.Contains(planned) && isRunning(entry, planned);
                state = Started(step, planned);
                step.State = runs ? state with { Running = [.. state.Running, planned] } : state;
                break;
        }
    }

    /// <summary>Starts what waits where there is room now, then decides what is due.</summary>
    public void Decide()
    {
        foreach (var step in _steps.Values)
        {
            var promoted = Admission.Promote(step.State, now);
            (step.State, step.WakeAt) = Planner.Step(promoted, step.Entry.Timing, step.Entry.Jitter, now);
        }
    }

    private static ScheduleState Started(EngineStep step, long planned)
    {
        step.Called = true;
        return step.State with { Starting = [.. step.State.Starting.Where(starting => starting.PlannedAt != planned)] };
    }

    private EngineStep Of(ScheduleEntry entry)
    {
        if (!_steps.TryGetValue(entry, out var step))
        {
            _steps.Add(entry, step = new EngineStep(entry));
        }

        return step;
    }
}

/// <summary>What a pass makes of one schedule.</summary>
internal sealed class EngineStep(ScheduleEntry entry)
{
    public ScheduleEntry Entry { get; } = entry;

    public ScheduleState State { get; set; } = entry.State;

    /// <summary>When to look at it again, Unix milliseconds; null for never by itself.</summary>
    public long? WakeAt { get; set; }

    /// <summary>True when the call of its target has ended.</summary>
    public bool Called { get; set; }
}
