using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>Passes everything on, and tells what was found of an attempt.</summary>
internal sealed class FindingLauncher(IAttemptLauncher launcher) : IAttemptLauncher
{
    private readonly TaskCompletionSource<AttemptFinding> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<AttemptFinding> Found => _found.Task;

    public string? Boot => launcher.Boot;

    public ValueTask<AttemptStart> StartAsync(AttemptPlan plan, CancellationToken cancellationToken) => launcher.StartAsync(plan, cancellationToken);

    public async ValueTask<AttemptFinding> FindAsync(string jobId, int attempt, int start, string? boot, CancellationToken cancellationToken)
    {
        var finding = await launcher.FindAsync(jobId, attempt, start, boot, cancellationToken);
        _found.TrySetResult(finding);
        return finding;
    }

    public void TrimAttempts(string jobId) => launcher.TrimAttempts(jobId);

    public bool DeleteFolder(string jobId) => launcher.DeleteFolder(jobId);
}
