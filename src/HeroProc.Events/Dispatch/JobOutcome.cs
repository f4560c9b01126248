using HeroProc.Extensibility.Jobs;

namespace HeroProc.Events.Dispatch;

/// <summary>What the end of a job means for its delivery.</summary>
internal static class JobOutcome
{
    /// <summary>The outcome, or <see cref="AttemptOutcome.Running"/> for a job that goes on.</summary>
    public static AttemptOutcome Of(Job job) => job.Phase switch
    {
        JobPhase.Succeeded => new AttemptOutcome.Succeeded(job.Id),
        JobPhase.Failed => new AttemptOutcome.Failed(job.Reason ?? $"The job ended with exit code {job.ExitCode}.", job.Id, job.Attempt),
        JobPhase.TimedOut => new AttemptOutcome.Failed(job.Reason ?? "The job was stopped at its time-out.", job.Id, job.Attempt),
        JobPhase.Cancelled => new AttemptOutcome.Cancelled(job.Reason ?? "The job was cancelled.", job.Id, job.Attempt),
        _ => new AttemptOutcome.Running(job.Id),
    };
}
