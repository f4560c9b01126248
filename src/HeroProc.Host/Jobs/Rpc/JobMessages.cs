using System.Text.Json;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Jobs.Rpc;

/// <summary>Params of <c>job.create</c>: exactly one of action and spec.</summary>
internal sealed record JobCreateParams
{
    public string? Action { get; init; }

    public ActionSpec? Spec { get; init; }

    public JsonElement? Inputs { get; init; }

    public string? IdempotencyKey { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>Result of <c>job.create</c>.</summary>
internal sealed record JobCreateResult(string JobId, bool Created);

/// <summary>Params of <c>job.get</c>.</summary>
internal sealed record JobIdParams
{
    public required string JobId { get; init; }
}

/// <summary>Params of <c>job.cancel</c>.</summary>
internal sealed record JobCancelParams
{
    public required string JobId { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Params of <c>job.list</c>.</summary>
internal sealed record JobListParams
{
    public JobPhase? Phase { get; init; }

    public string? Action { get; init; }

    public string? Tag { get; init; }

    public string? IdempotencyKey { get; init; }

    // Set, not init: source-generated JSON forgets the default of an init-only property.
    public int Limit { get; set; } = 50;

    public string? Cursor { get; init; }
}

/// <summary>A job. In lists, spec and inputs are left out.</summary>
internal sealed record JobResult
{
    public required string Id { get; init; }

    public string? Action { get; init; }

    public ActionSpec? Spec { get; init; }

    public JsonElement? Inputs { get; init; }

    public string? IdempotencyKey { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public required JobPhase Phase { get; init; }

    public int Attempt { get; init; }

    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    public required long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    public long? NextAttemptAt { get; init; }
}

/// <summary>Result of <c>job.list</c>, newest first.</summary>
internal sealed record JobListResult(IReadOnlyList<JobResult> Jobs, string? NextCursor);

/// <summary>Params of <c>job.logs</c>.</summary>
internal sealed record JobLogsParams
{
    public required string JobId { get; init; }

    public int? Attempt { get; init; }

    // Set, not init: source-generated JSON forgets the default of an init-only property.
    public int Limit { get; set; } = 1000;

    public int Offset { get; init; }
}

/// <summary>A line of output.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="At">When it was read, Unix milliseconds.</param>
/// <param name="Line">Its text.</param>
internal sealed record JobLogLine(int Attempt, string Stream, long At, string Line);

/// <summary>Result of <c>job.logs</c>.</summary>
/// <param name="Lines">The lines; where some were cut out of the middle, a line says how many.</param>
/// <param name="Truncated">True when lines were cut out of the output that is answered here.</param>
/// <param name="NextOffset">Where to go on; absent at the end.</param>
internal sealed record JobLogsResult(IReadOnlyList<JobLogLine> Lines, bool Truncated, int? NextOffset);
