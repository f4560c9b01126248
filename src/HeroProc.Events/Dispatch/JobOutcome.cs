using HeroProc.Events.Deliveries;
using HeroProc.Extensibility.Jobs;

namespace HeroProc.Events.Dispatch;

/// <summary>What the end of a job means for its delivery.</summary>
internal static class JobOutcome
{
    /// <summary>
    /// True when this end of a job has not been dealt with yet. The end of an attempt may be told twice, by the queue and by the
    /// start that finds the job; a job that is cancelled before it begins ends without an attempt of its own.
    /// </summary>
    public static bool IsNews(Job job, Delivery delivery) =>
        job.IsFinished && (job.Id != delivery.JobId || job.Attempt > delivery.JobAttempt || job.Phase == JobPhase.Cancelled);

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
