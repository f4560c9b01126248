using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Schedules.Running;

namespace HeroProc.Host.Schedules;

/// <summary>Makes the job of a scheduled action. The occurrence's id is the job's key, so a repetition finds the job that is there.</summary>
internal sealed class ActionScheduleTarget(IJobQueue jobs, JobTable table) : IJobTarget
{
    /// <summary>The owner of the schedules of actions.</summary>
    public const string OwnerName = "action";

    public string Owner => OwnerName;

    public async ValueTask FireAsync(ScheduleFiring firing, CancellationToken cancellationToken) => await StartAsync(firing, cancellationToken).ConfigureAwait(false);

    public async ValueTask<FiringOutcome> StartAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(firing);
        var action = firing.ScheduleId[(OwnerName.Length + 1)..];
        var creation = await jobs.CreateAsync(
            new JobRequest { Action = action, IdempotencyKey = firing.OccurrenceId, Tags = [$"schedule:{action}"] }, cancellationToken).ConfigureAwait(false);
        return creation switch
        {
            { Succeeded: true, Job.IsFinished: false } => FiringOutcome.Runs.Instance,
            { Succeeded: true } => FiringOutcome.Done.Instance,
            { Error.Code: RpcErrorCode.Overloaded or RpcErrorCode.StorageUnavailable } => new FiringOutcome.Later(creation.Error.Message),
            _ => new FiringOutcome.Refused(creation.Error.Message),
        };
    }

    public bool IsRunning(string occurrenceId) => table.FindByKey(occurrenceId) is { State.IsFinished: false };

    public async ValueTask CancelAsync(string occurrenceId, string reason, CancellationToken cancellationToken)
    {
        if (table.FindByKey(occurrenceId) is { } job)
        {
            var cancelled = await jobs.CancelAsync(job.State.Id, reason, cancellationToken).ConfigureAwait(false);
            if (!cancelled.Succeeded && cancelled.Error.Code != RpcErrorCode.NotFound)
            {
                throw new IOException($"The job could not be cancelled: {cancelled.Error.Message}");
            }
        }
    }
}
