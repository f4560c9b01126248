using System.Globalization;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Workflows;

namespace HeroProc.Events.TestKit;

/// <summary>
/// A job queue whose jobs end when the test says so. Keeps what the real one promises: one job for one key, reruns safe to
/// repeat, ends told to the observer. Outlives crashes like a file. Thread-safe.
/// </summary>
public sealed class FakeJobQueue : IJobQueue, IWorkflowStarter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobRequest> _requests = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Hears of the ends; null while the process that listens is down.</summary>
    public IJobObserver? Observer { get; set; }

    /// <summary>Why nothing is made now, or null.</summary>
    public RpcError? Refusal { get; set; }

    /// <summary>How an attempt ends before its start returns, or null for one that goes on.</summary>
    public Func<Job, JobPhase?>? EndAtOnce { get; set; }

    /// <summary>Called in every start, before anything is made; may throw or block.</summary>
    public Action<JobRequest>? BeforeCreate { get; set; }

    /// <summary>True to leave new attempts pending until <see cref="Begin"/>.</summary>
    public bool HoldStarts { get; set; }

    /// <summary>All jobs, oldest first.</summary>
    public IReadOnlyList<Job> Jobs
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs.Values.OrderBy(static job => job.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Those that have not ended, oldest first.</summary>
    public IReadOnlyList<Job> Open => [.. Jobs.Where(static job => !job.IsFinished)];

    /// <summary>What a job was made from.</summary>
    public JobRequest RequestOf(string jobId)
    {
        lock (_lock)
        {
            return _requests[jobId];
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobCreation> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        BeforeCreate?.Invoke(request);
        Job job;
        lock (_lock)
        {
            if (request.IdempotencyKey is { } key && _byKey.TryGetValue(key, out var known))
            {
                return new(JobCreation.Of(_jobs[known], created: false));
            }

            if (Refusal is { } refusal)
            {
                return new(JobCreation.Failed(refusal));
            }

            job = new Job
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"job-{++_number:d6}"),
                Action = request.Action,
                Spec = new ActionSpec { Interpreter = "bash" },
                IdempotencyKey = request.IdempotencyKey,
                Phase = HoldStarts ? JobPhase.Pending : JobPhase.Running,
                Attempt = HoldStarts ? 0 : 1,
                CreatedAt = 0,
            };
            _jobs.Add(job.Id, job);
            _requests.Add(job.Id, request);
            if (request.IdempotencyKey is not null)
            {
                _byKey.Add(request.IdempotencyKey, job.Id);
            }
        }

        EndNow(job);
        return new(JobCreation.Of(job, created: true));
    }

    /// <inheritdoc/>
    public ValueTask<JobCreation> StartAsync(string workflowId, string botId, JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CreateAsync(request with { Action = workflowId }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_jobs.GetValueOrDefault(jobId));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RpcResult<Job>> RerunAsync(string jobId, int attempt, IReadOnlyDictionary<string, string> env, CancellationToken cancellationToken)
    {
        Job job;
        lock (_lock)
        {
            if (!_jobs.TryGetValue(jobId, out var found))
            {
                return new(RpcError.NotFound("job", jobId));
            }

            if (found.Attempt >= attempt)
            {
                return new(found);
            }

            if (!found.IsFinished)
            {
                return new(RpcError.Refused($"Job '{jobId}' has not finished."));
            }

            job = found with { Phase = JobPhase.Running, Attempt = attempt, Reason = null, ExitCode = null };
            _jobs[jobId] = job;
        }

        EndNow(job);
        return new(job);
    }

    /// <inheritdoc/>
    public ValueTask<RpcResult<Job>> CancelAsync(string jobId, string reason, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(jobId, out var job))
            {
                return new(RpcError.NotFound("job", jobId));
            }

            if (job.IsFinished)
            {
                return new(job);
            }
        }

        TryEnd(jobId, JobPhase.Cancelled, reason);
        return GetKnown(jobId);
    }

    /// <summary>A pending job begins.</summary>
    public void Begin(string jobId)
    {
        lock (_lock)
        {
            _jobs[jobId] = _jobs[jobId] with { Phase = JobPhase.Running, Attempt = _jobs[jobId].Attempt + 1 };
        }
    }

    /// <summary>A job ends, and its observer hears of it.</summary>
    public void End(string jobId, JobPhase phase, string? reason = null)
    {
        Job job;
        lock (_lock)
        {
            if (_jobs[jobId].IsFinished)
            {
                throw new InvalidOperationException($"The job {jobId} has ended already.");
            }

            job = _jobs[jobId] with { Phase = phase, Reason = reason, ExitCode = phase == JobPhase.Succeeded ? 0 : phase == JobPhase.Failed ? 1 : null };
            _jobs[jobId] = job;
        }

        Observer?.OnJobChanged(job);
    }

    /// <summary>A job ends unless it has ended by itself meanwhile.</summary>
    public bool TryEnd(string jobId, JobPhase phase, string? reason = null)
    {
        try
        {
            End(jobId, phase, reason);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Tells the observer of a job once more.</summary>
    public void TellAgain(string jobId) => Observer?.OnJobChanged(Jobs.Single(job => job.Id == jobId));

    /// <summary>A job is past its retention.</summary>
    public void Forget(string jobId)
    {
        lock (_lock)
        {
            _jobs.Remove(jobId, out var job);
            if (job?.IdempotencyKey is { } key)
            {
                _byKey.Remove(key);
            }
        }
    }

    private ValueTask<RpcResult<Job>> GetKnown(string jobId)
    {
        lock (_lock)
        {
            return new(_jobs[jobId]);
        }
    }

    private void EndNow(Job job)
    {
        if (EndAtOnce?.Invoke(job) is { } phase)
        {
            End(job.Id, phase);
        }
    }
}
