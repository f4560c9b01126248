using System.Text.Json;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Actions;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>The durable job queue: the port over table, journal and runner.</summary>
internal sealed class JobQueue(
    JobTable table, JobLedger ledger, JobRunner runner, JobRequestCheck check, JobIds ids, JobsOptions options, TimeProvider time) : IJobQueue
{
    private const int RetryAfterMs = 1000;
    private const int MaxReasonLength = 500;

    public async ValueTask<JobCreation> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (JobRequestCheck.CheckKey(request.IdempotencyKey) is { } fault)
        {
            return JobCreation.Failed(fault);
        }

        if (request.IdempotencyKey is { } key && table.FindByKey(key) is { } found)
        {
            return JobCreation.Of(View(found), created: false);
        }

        var spec = check.Check(request);
        return spec.Succeeded ? await CreateAsync(request, spec.Value!, cancellationToken).ConfigureAwait(false) : JobCreation.Failed(spec.Error);
    }

    public ValueTask<Job?> GetAsync(string jobId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return new(table.Find(jobId) is { } entry ? View(entry) : null);
    }

    /// <inheritdoc/>
    /// <remarks>The attempt asked for is exactly one: the retry policy does not follow it with another.</remarks>
    public async ValueTask<RpcResult<Job>> RerunAsync(string jobId, int attempt, IReadOnlyDictionary<string, string> env, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        ArgumentNullException.ThrowIfNull(env);
        if (EnvironmentCheck.Check(env, "env") is { Count: > 0 } faults)
        {
            return RpcError.InvalidParams(faults);
        }

        if (table.Find(jobId) is not { } entry)
        {
            return RpcError.NotFound("job", jobId);
        }

        RpcError? refused = null;
        var (_, changed, error) = await ledger.ChangeAsync(entry, Rerun, cancellationToken).ConfigureAwait(false);
        if (changed)
        {
            runner.Enqueue(entry);
        }

        return (error ?? refused) is { } failure ? failure : View(entry);

        JobState? Rerun(JobState state)
        {
            if (state.Attempt >= attempt)
            {
                return null;
            }

            if (!state.IsFinished)
            {
                refused = RpcError.Refused($"Job '{jobId}' has not finished attempt {state.Attempt}; it runs again once it has.");
                return null;
            }

            if (table.Unfinished >= options.QueueLimit)
            {
                refused = RpcError.Overloaded(RetryAfterMs);
                return null;
            }

            return state with
            {
                Phase = JobPhase.Pending,
                Attempt = attempt,
                Numbered = true,
                Single = true,
                Tries = 0,
                HostDeaths = 0,
                Env = env.Count == 0 ? null : env.ToDictionary(StringComparer.Ordinal),
                Reason = null,
                FinishedAt = null,
            };
        }
    }

    public async ValueTask<RpcResult<Job>> CancelAsync(string jobId, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        if (table.Find(jobId) is not { } entry)
        {
            return RpcError.NotFound("job", jobId);
        }

        var (_, error) = await runner.CancelAsync(entry, reason.Length > MaxReasonLength ? reason[..MaxReasonLength] : reason, cancellationToken).ConfigureAwait(false);
        return error is not null ? error : View(entry);
    }

    private async ValueTask<JobCreation> CreateAsync(JobRequest request, ActionSpec spec, CancellationToken cancellationToken)
    {
        var definition = new JobDefinition
        {
            Spec = spec,
            Inputs = request.Inputs is { ValueKind: JsonValueKind.Undefined } ? null : request.Inputs,
            Env = request.Env,
            TimeoutMs = request.TimeoutMs,
            Files = request.Files ?? new Dictionary<string, ReadOnlyMemory<byte>>(),
        };
        if (definition.Files.Values.Sum(static file => (long)file.Length) > options.MaxJobBytes)
        {
            return JobCreation.Failed(RpcError.TooLarge("What the job runs, with inputs and files,", options.MaxJobBytes));
        }

        var body = LedgerCodec.WriteDefinition(definition);
        if (body.Length > options.MaxJobBytes)
        {
            return JobCreation.Failed(RpcError.TooLarge("What the job runs, with inputs and files,", options.MaxJobBytes));
        }

        if (table.Reserve(options.QueueLimit, options.TableLimit) is not { } order)
        {
            return JobCreation.Failed(RpcError.Overloaded(RetryAfterMs));
        }

        try
        {
            var (entry, created, error) = await ledger.CreateAsync(StateOf(request, spec, order), definition, body, cancellationToken).ConfigureAwait(false);
            if (error is not null)
            {
                return JobCreation.Failed(error);
            }

            if (created)
            {
                runner.Enqueue(entry!);
            }

            return JobCreation.Of(created ? JobView.Of(entry!.State, definition) : View(entry!), created);
        }
        finally
        {
            table.Release();
        }
    }

    private JobState StateOf(JobRequest request, ActionSpec spec, long order) => new()
    {
        Id = ids.Next(),
        Order = order,
        Action = request.Action,
        Key = request.IdempotencyKey,
        Tags = request.Tags is { Count: > 0 } tags ? [.. tags] : null,
        Phase = JobPhase.Pending,
        CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Instances = request.Action is null ? 0 : Math.Max(0, spec.SchedulePolicy?.NrOfInstances ?? 0),
    };

    private Job View(JobEntry entry)
    {
        var state = entry.State;
        return JobView.Of(state, ledger.ReadDefinition(entry));
    }
}
