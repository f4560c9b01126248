using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Workflows;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>Embedded, a workflow is the action of the same name, and its run is a job.</summary>
internal sealed class ActionWorkflowStarter(IActionRegistry actions, IJobQueue jobs) : IWorkflowStarter
{
    public async ValueTask<JobCreation> StartAsync(string workflowId, string botId, JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(workflowId);
        ArgumentNullException.ThrowIfNull(botId);
        ArgumentNullException.ThrowIfNull(request);
        var env = new Dictionary<string, string>(request.Env ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["HERO_WORKFLOW_ID"] = workflowId,
            ["HERO_BOT_ID"] = botId,
        };
        var creation = await jobs.CreateAsync(request with { Action = workflowId, Spec = null, Env = env }, cancellationToken).ConfigureAwait(false);
        return !creation.Succeeded && creation.Error.Code == RpcErrorCode.NotFound && actions.Find(workflowId) is null
            ? JobCreation.Failed(RpcError.NotFound("workflow", workflowId))
            : creation;
    }
}
