using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Schedules.Running;

/// <summary>A schedule in memory. Changed under the engine's gate; <see cref="State"/> may be read by anyone.</summary>
internal sealed class ScheduleEntry
{
    private ScheduleState _state;

    public ScheduleEntry(ScheduleState state)
    {
        _state = state;
        Adopt(state);
    }

    /// <summary>The state that is on disk.</summary>
    public ScheduleState State => Volatile.Read(ref _state);

    public ITiming Timing { get; private set; } = null!;

    /// <summary>Milliseconds between plan and firing.</summary>
    public long Jitter { get; private set; }

    /// <summary>Counts the times the heap was told; an older entry there means nothing.</summary>
    public int Wake { get; set; }

    /// <summary>True while the heap says when it is due.</summary>
    public bool InHeap { get; set; }

    /// <summary>The occurrence a target is being told of, or null.</summary>
    public long? Calling { get; set; }

    /// <summary>The running one that was asked to end, or null.</summary>
    public long? Cancelling { get; set; }

    /// <summary>True once it is gone; calls under way give up.</summary>
    public bool Removed { get; set; }

    /// <summary>Takes a state that has become durable.</summary>
    public void Adopt(ScheduleState state)
    {
        if (Timing is null || state.Policy != _state.Policy || state.Anchor != _state.Anchor)
        {
            Timing = PolicyTiming.Of(state.Policy, state.Anchor);
            Jitter = PolicyTiming.Jitter(state.Policy, state.Id);
        }

        Volatile.Write(ref _state, state);
    }
}
