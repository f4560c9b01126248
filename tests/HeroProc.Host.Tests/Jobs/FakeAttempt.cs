using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>A process that does what the test says.</summary>
internal sealed class FakeAttempt(AttemptPlan plan) : IRunningAttempt
{
    private readonly TaskCompletionSource<int?> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AttemptPlan Plan { get; } = plan;

    public Task<int?> Exit => _exit.Task;

    public Task Terminated => _terminated.Task;

    public bool EndsWhenTerminated { get; set; } = true;

    public bool Killed { get; private set; }

    public void End(int? code) => _exit.TrySetResult(code);

    public void Terminate()
    {
        _terminated.TrySetResult();
        if (EndsWhenTerminated)
            End(143);
    }

    public void Kill()
    {
        Killed = true;
        End(137);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
