using HeroProc.Extensibility.Schedules;

namespace HeroProc.Host.Schedules.Planning;

/// <summary>All that is kept of a schedule. Immutable; a change is a new record, and each one is whole on disk before it counts.</summary>
internal sealed record ScheduleState
{
    /// <summary>The most occurrences that may wait, and the most that may be about to start.</summary>
    public const int MaxQueued = 1000;

    private const int MaxMissedRuns = 64;

    public required string Id { get; init; }

    public required SchedulePolicy Policy { get; init; }

    /// <summary>From when an interval counts, Unix milliseconds.</summary>
    public required long Anchor { get; init; }

    /// <summary>Every occurrence planned up to here is decided, Unix milliseconds. Never goes back while the policy stays.</summary>
    public required long Cursor { get; init; }

    public Hold? Hold { get; init; }

    /// <summary>Decided to run, and not yet durable with the target: told again after a crash. In order.</summary>
    public IReadOnlyList<Occurrence> Starting { get; init; } = [];

    /// <summary>Run once there is room, in order.</summary>
    public IReadOnlyList<Occurrence> Waiting { get; init; } = [];

    /// <summary>Planned times of those whose job has not ended, oldest start first.</summary>
    public IReadOnlyList<long> Running { get; init; } = [];

    /// <summary>The newest of what did not run.</summary>
    public IReadOnlyList<MissedRun> Missed { get; init; } = [];

    /// <summary>How many did not run, in all.</summary>
    public long MissedCount { get; init; }

    /// <summary>How many were fired, in all.</summary>
    public long FiredCount { get; init; }

    /// <summary>The one fired last.</summary>
    public Occurrence? Last { get; init; }

    /// <summary>True while nothing new starts.</summary>
    public bool IsPaused() => Hold?.Paused ?? Policy.Paused;

    /// <summary>The state with one more run of missed ones; a run that goes on grows, and the oldest are forgotten first.</summary>
    public ScheduleState WithMissed(MissedRun run)
    {
        var merged = Missed is [.., var last] && last.Reason == run.Reason
            ? [.. Missed.SkipLast(1), last with { To = Math.Max(last.To, run.To), From = Math.Min(last.From, run.From), Count = last.Count + run.Count, More = last.More || run.More }]
            : (IReadOnlyList<MissedRun>)[.. Missed.Skip(Missed.Count - MaxMissedRuns + 1), run];
        return this with { Missed = merged, MissedCount = MissedCount + run.Count };
    }

    /// <summary>The state with one missed occurrence more.</summary>
    public ScheduleState WithMissed(MissedReason reason, long planned) => WithMissed(new MissedRun(reason, planned, planned, 1));
}
