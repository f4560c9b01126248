using HeroProc.Extensibility.Rpc;

namespace HeroProc.Extensibility.Jobs;

/// <summary>The host's durable job queue. Thread-safe.</summary>
public interface IJobQueue
{
    /// <summary>
    /// Makes a job, or finds the one of the same idempotency key. Returns once the job survives a <c>kill -9</c> and a power
    /// cut; it runs after that, once per attempt.
    /// </summary>
    ValueTask<JobCreation> CreateAsync(JobRequest request, CancellationToken cancellationToken);

    /// <summary>The job, or null when it was never made or is past its retention.</summary>
    ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a finished job once more as attempt <paramref name="attempt"/>. Safe to repeat: a job whose attempt is that or
    /// higher already is returned as it is.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="attempt">The number the new attempt gets; greater than the job's present one.</param>
    /// <param name="env">Variables that replace those of the same name, such as <c>HERO_ATTEMPT</c>.</param>
    /// <param name="cancellationToken">Ends the wait before the change is durable.</param>
    ValueTask<RpcResult<Job>> RerunAsync(string jobId, int attempt, IReadOnlyDictionary<string, string> env, CancellationToken cancellationToken);

    /// <summary>Cancels a job that has not finished. A finished job is returned as it is.</summary>
    ValueTask<RpcResult<Job>> CancelAsync(string jobId, string reason, CancellationToken cancellationToken);
}
