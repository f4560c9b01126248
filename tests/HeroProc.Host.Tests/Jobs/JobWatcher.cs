using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>Hears of jobs and lets a test wait for a phase.</summary>
internal sealed class JobWatcher : IJobObserver
{
    private readonly Lock _gate = new();
    private readonly List<Job> _heard = [];
    private readonly List<(Func<Job, bool> Wanted, TaskCompletionSource<Job> Found)> _waiting = [];

    public void OnJobChanged(Job job)
    {
        lock (_gate)
        {
            _heard.Add(job);
            foreach (var (wanted, found) in _waiting)
            {
                if (wanted(job))
                    found.TrySetResult(job);
            }
        }
    }

    public IReadOnlyList<Job> Of(string id)
    {
        lock (_gate)
            return [.. _heard.Where(job => job.Id == id)];
    }

    public Task<Job> FinishedAsync(string id, CancellationToken token) => WaitAsync(job => job.Id == id && job.IsFinished, token);

    public Task<Job> WaitAsync(Func<Job, bool> wanted, CancellationToken token)
    {
        lock (_gate)
        {
            if (_heard.LastOrDefault(wanted) is { } job)
                return Task.FromResult(job);
            var found = new TaskCompletionSource<Job>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task.WaitAsync(token);
        }
    }
}
