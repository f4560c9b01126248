using System.Text.Json;
using HeroProc.Extensibility.Actions;

namespace HeroProc.Extensibility.Jobs;

/// <summary>A unit of work of the host's queue, as it stood at one moment.</summary>
public sealed record Job
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The action it was made from, or null for a job of a bare spec.</summary>
    public string? Action { get; init; }

    /// <summary>What it runs: the action's spec as it was when the job was made.</summary>
    public required ActionSpec Spec { get; init; }

    /// <summary>Its inputs.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>The key under which a second creation finds this job.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required JobPhase Phase { get; init; }

    /// <summary>The attempt that runs or ran last, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Exit code of the last attempt; 128 + n for signal n; null while none ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it failed, was cancelled, or could not start; a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was stored, Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When its last attempt began, Unix milliseconds.</summary>
    public long? StartedAt { get; init; }

    /// <summary>When it ended, Unix milliseconds.</summary>
    public long? FinishedAt { get; init; }

    /// <summary>When its next attempt is due, Unix milliseconds; set while it waits for one.</summary>
    public long? NextAttemptAt { get; init; }

    /// <summary>True once no further attempt comes by itself.</summary>
    public bool IsFinished => Phase is not (JobPhase.Pending or JobPhase.Running);
}
