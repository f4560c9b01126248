using HeroProc.Extensibility.Jobs;

namespace HeroProc.Extensibility.Workflows;

/// <summary>Starts a bot's workflow. Embedded, a workflow is the action of the same name and its run is a job.</summary>
public interface IWorkflowStarter
{
    /// <summary>
    /// Starts the workflow, or finds the run of the same idempotency key. The request's <see cref="JobRequest.Action"/> and
    /// <see cref="JobRequest.Spec"/> are ignored in favour of <paramref name="workflowId"/>.
    /// </summary>
    ValueTask<JobCreation> StartAsync(string workflowId, string botId, JobRequest request, CancellationToken cancellationToken);
}
