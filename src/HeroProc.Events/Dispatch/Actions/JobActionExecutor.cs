using HeroProc.Extensibility.Jobs;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>Runs a registered action as a job (<c>kind: job</c>).</summary>
internal sealed class JobActionExecutor(IJobQueue jobs, DispatchOptions options) : IActionExecutor
{
    public string Kind => "job";

    public bool Repeatable => true;

    public ValueTask<AttemptOutcome> StartAsync(DeliveryAttempt attempt, CancellationToken cancellationToken) =>
        JobStart.StartAsync(attempt, jobs, options, request => jobs.CreateAsync(request with { Action = attempt.Trigger.Trigger.Action.Action }, cancellationToken), cancellationToken);
}
