using System.Collections.Concurrent;
using System.Threading.Channels;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Rpc;

/// <summary>A queue whose jobs run until the test ends them.</summary>
internal sealed class FakeJobQueue : IJobQueue
{
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<JobRequest> _made = Channel.CreateUnbounded<JobRequest>();

    public List<IJobObserver> Observers { get; } = [];

    public int Count => _jobs.Count;

    /// <summary>Waits for the next new job.</summary>
    public ValueTask<JobRequest> NextAsync(CancellationToken cancellationToken) => _made.Reader.ReadAsync(cancellationToken);

    public void Succeed(string idempotencyKey)
    {
        var job = _jobs[idempotencyKey] = _jobs[idempotencyKey] with { Phase = JobPhase.Succeeded, Attempt = 1 };
        Observers.ForEach(observer => observer.OnJobChanged(job));
    }

    public ValueTask<JobCreation> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var fresh = new Job
        {
            Id = "job-" + request.IdempotencyKey,
            Action = request.Action,
            Spec = new ActionSpec { Interpreter = "bash" },
            Inputs = request.Inputs,
            IdempotencyKey = request.IdempotencyKey,
            Phase = JobPhase.Running,
            CreatedAt = 0,
        };
        var job = _jobs.GetOrAdd(request.IdempotencyKey!, fresh);
        if (ReferenceEquals(job, fresh))
        {
            _made.Writer.TryWrite(request);
        }

        return ValueTask.FromResult(JobCreation.Of(job, ReferenceEquals(job, fresh)));
    }

    public ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_jobs.Values.FirstOrDefault(job => job.Id == jobId));

    public ValueTask<RpcResult<Job>> RerunAsync(string jobId, int attempt, IReadOnlyDictionary<string, string> env, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RpcResult<Job>>(RpcError.NotFound("job", jobId));

    public ValueTask<RpcResult<Job>> CancelAsync(string jobId, string reason, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RpcResult<Job>>(RpcError.NotFound("job", jobId));
}
