using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;

namespace HeroProc.Host.Schedules.Rpc;

/// <summary>Params of the methods that name a schedule and nothing more.</summary>
internal sealed record ScheduleIdParams
{
    public required string ScheduleId { get; init; }
}

/// <summary>Params of <c>schedule.list</c>.</summary>
internal sealed record ScheduleListParams
{
    public string? Owner { get; init; }

    public int Limit { get; set; } = 50;

    public string? Cursor { get; init; }
}

/// <summary>A schedule in a list. Times are Unix milliseconds.</summary>
internal sealed record ScheduleResult(string ScheduleId, SchedulePolicy Policy, bool Paused, long? NextAt, long? LastAt, int Running, int Waiting, long FiredCount, long MissedCount);

/// <summary>Result of <c>schedule.list</c>, by id.</summary>
internal sealed record ScheduleListResult(IReadOnlyList<ScheduleResult> Schedules, string? NextCursor);

/// <summary>An occurrence. Times are Unix milliseconds.</summary>
internal sealed record OccurrenceResult(long PlannedAt, long? FiresAt = null, long? FiredAt = null, bool? CatchUp = null);

/// <summary>Result of <c>schedule.status</c>.</summary>
internal sealed record ScheduleStatusResult
{
    public required string ScheduleId { get; init; }

    public required SchedulePolicy Policy { get; init; }

    public required bool Paused { get; init; }

    public string? Note { get; init; }

    public OccurrenceResult? Next { get; init; }

    public OccurrenceResult? Last { get; init; }

    public required IReadOnlyList<OccurrenceResult> Running { get; init; }

    public required IReadOnlyList<OccurrenceResult> Waiting { get; init; }

    public required IReadOnlyList<MissedRun> Missed { get; init; }

    public required long MissedCount { get; init; }

    public required long FiredCount { get; init; }
}

/// <summary>Params of <c>schedule.preview</c>: a schedule, or a policy that is not set yet.</summary>
internal sealed record SchedulePreviewParams
{
    public string? ScheduleId { get; init; }

    public SchedulePolicy? SchedulePolicy { get; init; }

    public long? Since { get; init; }

    public int Limit { get; set; } = 10;
}

/// <summary>Result of <c>schedule.preview</c>.</summary>
internal sealed record SchedulePreviewResult(IReadOnlyList<OccurrenceResult> Occurrences);

/// <summary>Params of <c>schedule.backfill</c>.</summary>
internal sealed record ScheduleBackfillParams
{
    public required string ScheduleId { get; init; }

    public required long Since { get; init; }

    public required long Until { get; init; }

    public Overlap Overlap { get; set; } = Overlap.BufferAll;
}

/// <summary>Result of <c>schedule.backfill</c>.</summary>
internal sealed record ScheduleBackfillResult(int Planned);

/// <summary>Params of <c>schedule.pause</c>.</summary>
internal sealed record SchedulePauseParams
{
    public required string ScheduleId { get; init; }

    public string? Note { get; init; }
}

/// <summary>Result of <c>schedule.pause</c> and <c>schedule.resume</c>.</summary>
internal sealed record SchedulePausedResult(bool Paused);
