using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Workflows;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>Runs a bot's workflow through the host's workflow starter (<c>kind: workflow</c>).</summary>
internal sealed class WorkflowActionExecutor(IWorkflowStarter workflows, IJobQueue jobs, DispatchOptions options) : IActionExecutor
{
    public string Kind => "workflow";

    public bool Repeatable => true;

    public ValueTask<AttemptOutcome> StartAsync(DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        var action = attempt.Trigger.Trigger.Action;
        return JobStart.StartAsync(attempt, jobs, options, request => workflows.StartAsync(action.WorkflowId!, action.BotId!, request, cancellationToken), cancellationToken);
    }
}
