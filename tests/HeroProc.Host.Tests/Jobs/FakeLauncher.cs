using System.Collections.Concurrent;
using System.Threading.Channels;
using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>Starts nothing; hands each attempt to the test.</summary>
internal sealed class FakeLauncher : IAttemptLauncher
{
    private readonly Channel<FakeAttempt> _started = Channel.CreateUnbounded<FakeAttempt>();

    public string? Boot { get; set; } = "boot-1";

    /// <summary>What is found of an attempt after a death of the host.</summary>
    public Func<string, AttemptFinding> Finding { get; set; } = static _ => new AttemptFinding.NeverBegun();

    /// <summary>Ends each attempt at once with this code; null leaves it to the test.</summary>
    public int? ExitCode { get; set; }

    public string? StartFault { get; set; }

    public ConcurrentQueue<string> DeletedFolders { get; } = [];

    public ConcurrentQueue<(string Job, int Attempt, int Start)> Starts { get; } = [];

    public async Task<FakeAttempt> NextAsync(CancellationToken cancellationToken) => await _started.Reader.ReadAsync(cancellationToken);

    public bool HasStarted => _started.Reader.TryPeek(out _);

    public ValueTask<AttemptStart> StartAsync(AttemptPlan plan, CancellationToken cancellationToken)
    {
        Starts.Enqueue((plan.JobId, plan.Attempt, plan.Start));
        if (StartFault is not null)
            return new(new AttemptStart.Failed(StartFault));
        var attempt = new FakeAttempt(plan);
        if (ExitCode is not null)
            attempt.End(ExitCode);
        _started.Writer.TryWrite(attempt);
        return new(new AttemptStart.Running(attempt));
    }

    public ValueTask<AttemptFinding> FindAsync(string jobId, int attempt, int start, string? boot, CancellationToken cancellationToken) => new(Finding(jobId));

    public void TrimAttempts(string jobId)
    {
    }

    public bool DeleteFolder(string jobId)
    {
        DeletedFolders.Enqueue(jobId);
        return true;
    }
}
