namespace HeroProc.Host.Jobs.Queue;

/// <summary>A job that takes up a place among the running ones.</summary>
internal sealed class ActiveAttempt(JobEntry entry)
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobEntry Entry { get; } = entry;

    /// <summary>Completes when the running attempt is to be stopped.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>Completes when the job has left its place; never faults.</summary>
    public Task Done { get; set; } = Task.CompletedTask;

    public void Cancel() => _cancelled.TrySetResult();
}
