using System.Globalization;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs.Output;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Rpc;

/// <summary>The <c>job.*</c> methods.</summary>
internal sealed class JobRpcModule : IRpcModule
{
    private const int MaxLimit = 1000;
    private const int MaxLines = 10_000;
    private const int MaxLogChars = 4 * 1024 * 1024;
    private readonly IJobQueue _queue;
    private readonly JobTable _table;
    private readonly JobOutput _output;

    public JobRpcModule(IJobQueue queue, JobTable table, JobOutput output)
    {
        _queue = queue;
        _table = table;
        _output = output;
        Methods =
        [
            RpcMethod.Create(JobMethods.Create, JobJson.Default.JobCreateParams, JobJson.Default.JobCreateResult, CreateAsync),
            RpcMethod.Create(JobMethods.Get, JobJson.Default.JobIdParams, JobJson.Default.JobResult, GetAsync),
            RpcMethod.Create(JobMethods.List, JobJson.Default.JobListParams, JobJson.Default.JobListResult, List),
            RpcMethod.Create(JobMethods.Cancel, JobJson.Default.JobCancelParams, JobJson.Default.JobResult, CancelAsync),
            RpcMethod.Create(JobMethods.Logs, JobJson.Default.JobLogsParams, JobJson.Default.JobLogsResult, Logs),
        ];
    }

    public IReadOnlyList<RpcMethod> Methods { get; }

    private async ValueTask<RpcResult<JobCreateResult>> CreateAsync(JobCreateParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var request = new JobRequest
        {
            Action = parameters.Action,
            Spec = parameters.Spec,
            Inputs = parameters.Inputs,
            IdempotencyKey = parameters.IdempotencyKey,
            Tags = parameters.Tags,
        };
        var creation = await _queue.CreateAsync(request, cancellationToken).ConfigureAwait(false);
        return creation.Succeeded ? new JobCreateResult(creation.Job.Id, creation.Created) : creation.Error;
    }

    private async ValueTask<RpcResult<JobResult>> GetAsync(JobIdParams parameters, RpcCall call, CancellationToken cancellationToken) =>
        await _queue.GetAsync(parameters.JobId, cancellationToken).ConfigureAwait(false) is { } job ? Result(job) : RpcError.NotFound("job", parameters.JobId);

    private async ValueTask<RpcResult<JobResult>> CancelAsync(JobCancelParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var reason = string.IsNullOrWhiteSpace(parameters.Reason) ? "Cancelled by a caller." : parameters.Reason;
        var job = await _queue.CancelAsync(parameters.JobId, reason, cancellationToken).ConfigureAwait(false);
        return job.Succeeded ? Result(job.Value!) : job.Error;
    }

    private ValueTask<RpcResult<JobListResult>> List(JobListParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        CheckLimit(parameters.Limit, MaxLimit, errors);
        var before = long.MaxValue;
        if (parameters.Cursor is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            errors.Add(new FieldError("cursor", "is none that job.list has given; leave it out to begin anew"));
        }

        if (errors.Count > 0)
        {
            return new(RpcError.InvalidParams(errors));
        }

        // The cursor is a job's number in the order of creation: jobs that come or go meanwhile do not move it.
        var found = _table.Newest(before, parameters.Limit + 1, Wanted, cancellationToken);
        var page = found.Take(parameters.Limit).ToArray();
        var next = found.Count > page.Length ? page[^1].Order.ToString(CultureInfo.InvariantCulture) : null;
        return new(new JobListResult([.. page.Select(Brief)], next));

        bool Wanted(JobState state) =>
            (parameters.Phase is null || state.Phase == parameters.Phase)
            && (parameters.Action is null || state.Action == parameters.Action)
            && (parameters.Tag is null || (state.Tags ?? []).Contains(parameters.Tag, StringComparer.Ordinal))
            && (parameters.IdempotencyKey is null || state.Key == parameters.IdempotencyKey);
    }

    private ValueTask<RpcResult<JobLogsResult>> Logs(JobLogsParams parameters, RpcCall call, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        CheckLimit(parameters.Limit, MaxLines, errors);
        if (parameters.Offset < 0)
        {
            errors.Add(new FieldError("offset", $"{parameters.Offset} is below 0"));
        }

        if (errors.Count > 0)
        {
            return new(RpcError.InvalidParams(errors));
        }

        return new(_table.Find(parameters.JobId) is { } entry
            ? ReadLogs(entry.State.Id, parameters)
            : RpcError.NotFound("job", parameters.JobId));
    }

    private RpcResult<JobLogsResult> ReadLogs(string jobId, JobLogsParams parameters)
    {
        var lines = new List<JobLogLine>();
        var truncated = false;
        var place = 0;
        var chars = 0;
        foreach (var line in WithMarks(jobId, parameters.Attempt))
        {
            if (place++ < parameters.Offset)
            {
                continue;
            }

            if (lines.Count >= parameters.Limit || chars > MaxLogChars)
            {
                return new JobLogsResult(lines, truncated, place - 1);
            }

            truncated |= line.IsMark;
            chars += line.Line.Line.Length;
            lines.Add(line.Line);
        }

        return new JobLogsResult(lines, truncated, null);
    }

    private IEnumerable<(JobLogLine Line, bool IsMark)> WithMarks(string jobId, int? attempt)
    {
        foreach (var line in _output.Read(jobId, attempt))
        {
            var stream = line.Line.Error ? "stderr" : "stdout";
            if (line.CutBefore > 0)
            {
                yield return (new JobLogLine(line.Attempt, stream, line.Line.At, string.Create(CultureInfo.InvariantCulture, $"[{line.CutBefore} lines cut out here]")), true);
            }

            yield return (new JobLogLine(line.Attempt, stream, line.Line.At, line.Line.Line), false);
        }
    }

    private static void CheckLimit(int limit, int most, List<FieldError> errors)
    {
        if (limit < 1 || limit > most)
        {
            errors.Add(new FieldError("limit", $"{limit} is not between 1 and {most}"));
        }
    }

    private static JobResult Brief(JobState state) => Result(JobView.Of(state, null)) with { Spec = null, Inputs = null };

    private static JobResult Result(Job job) => new()
    {
        Id = job.Id,
        Action = job.Action,
        Spec = job.Spec,
        Inputs = job.Inputs,
        IdempotencyKey = job.IdempotencyKey,
        Tags = job.Tags,
        Phase = job.Phase,
        Attempt = job.Attempt,
        ExitCode = job.ExitCode,
        Reason = job.Reason,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        NextAttemptAt = job.NextAttemptAt,
    };
}
