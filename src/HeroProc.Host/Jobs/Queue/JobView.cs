using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>A job as the port shows it.</summary>
internal static class JobView
{
    private static readonly ActionSpec Lost = new() { Interpreter = "lost" };

    /// <summary>The job in this state. A null definition is one whose record is damaged: its interpreter then reads <c>lost</c>.</summary>
    public static Job Of(JobState state, JobDefinition? definition) => new()
    {
        Id = state.Id,
        Action = state.Action,
        Spec = definition?.Spec ?? Lost,
        Inputs = definition?.Inputs,
        IdempotencyKey = state.Key,
        Tags = state.Tags ?? [],
        Phase = state.Phase,
        Attempt = state.Attempt,
        ExitCode = state.ExitCode,
        Reason = state.Reason,
        CreatedAt = state.CreatedAt,
        StartedAt = state.StartedAt,
        FinishedAt = state.FinishedAt,
        NextAttemptAt = state.NextAttemptAt,
    };
}
