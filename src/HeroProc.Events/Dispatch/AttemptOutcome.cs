namespace HeroProc.Events.Dispatch;

/// <summary>How the start of an attempt ended. A closed set.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    /// <summary>It goes on in a job, whose end comes later.</summary>
    /// <param name="JobId">The job.</param>
    internal sealed record Running(string JobId) : AttemptOutcome;

    /// <summary>It is done.</summary>
    /// <param name="JobId">The job it was, if it was one.</param>
    internal sealed record Succeeded(string? JobId = null) : AttemptOutcome;

    /// <summary>It failed; the policy says whether and when the next one comes.</summary>
    /// <param name="Error">What went wrong, in a sentence.</param>
    /// <param name="JobId">The job, if there is one.</param>
    /// <param name="JobAttempt">The attempt of the job that failed.</param>
    /// <param name="RetryAfter">The wait the other side asked for.</param>
    internal sealed record Failed(string Error, string? JobId = null, int JobAttempt = 0, TimeSpan? RetryAfter = null) : AttemptOutcome;

    /// <summary>It can never succeed as it is; no further attempt comes.</summary>
    /// <param name="Reason">Why, in a sentence.</param>
    internal sealed record Hopeless(string Reason) : AttemptOutcome;

    /// <summary>A person stopped it.</summary>
    /// <param name="Reason">What the person said.</param>
    /// <param name="JobId">The job.</param>
    /// <param name="JobAttempt">The attempt it was at.</param>
    internal sealed record Cancelled(string Reason, string JobId, int JobAttempt) : AttemptOutcome;

    /// <summary>It was not begun: the other side takes nothing now. No attempt is counted.</summary>
    /// <param name="RetryAfter">How long to rest.</param>
    /// <param name="Why">For the log and for <c>last_error</c>.</param>
    internal sealed record NotNow(TimeSpan RetryAfter, string Why) : AttemptOutcome;
}
