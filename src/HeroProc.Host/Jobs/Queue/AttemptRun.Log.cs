namespace HeroProc.Host.Jobs.Queue;

internal sealed partial class AttemptRun
{
    [LoggerMessage(3251, LogLevel.Warning, "A change of job {Job} could not be recorded and is tried again: {Reason}")]
    private partial void NotRecorded(string job, string reason);

    [LoggerMessage(3252, LogLevel.Information, "Job {Job} was running when the host stopped; attempt {Attempt} was found: {Finding}")]
    private partial void Recovered(string job, int attempt, string finding);

    [LoggerMessage(3253, LogLevel.Warning, "The attempt of job {Job} cannot be looked for; it counts as gone")]
    private partial void NotFound(Exception exception, string job);
}
