using System.Collections.Concurrent;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Running;

namespace HeroProc.Host.Tests.Schedules;

/// <summary>Takes the firings of owner <c>test</c>; each occurrence runs until the test ends it.</summary>
internal sealed class FakeTarget : IJobTarget
{
    private readonly ConcurrentDictionary<string, bool> _running = new();

    public ConcurrentQueue<ScheduleFiring> Fired { get; } = new();

    public ConcurrentQueue<string> Cancelled { get; } = new();

    /// <summary>False when an occurrence is over as soon as it was fired.</summary>
    public bool Runs { get; set; }

    /// <summary>What the target says in place of taking the occurrence.</summary>
    public Func<ScheduleFiring, FiringOutcome?> Refuse { get; set; } = static _ => null;

    public string Owner => "test";

    public IEnumerable<long> Planned => Fired.Select(static firing => firing.PlannedAt);

    public ValueTask FireAsync(ScheduleFiring firing, CancellationToken cancellationToken) => throw new AssertionException("a target with jobs is asked to start one");

    public ValueTask<FiringOutcome> StartAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        if (Refuse(firing) is { } refused)
        {
            return new(refused);
        }

        Fired.Enqueue(firing);
        if (!Runs)
        {
            return new(FiringOutcome.Done.Instance);
        }

        _running[firing.OccurrenceId] = true;
        return new(FiringOutcome.Runs.Instance);
    }

    public bool IsRunning(string occurrenceId) => _running.ContainsKey(occurrenceId);

    public ValueTask CancelAsync(string occurrenceId, string reason, CancellationToken cancellationToken)
    {
        Cancelled.Enqueue(occurrenceId);
        return default;
    }

    public void End(string occurrenceId) => _running.TryRemove(occurrenceId, out _);
}
