using HeroProc.Extensibility.Schedules;

namespace HeroProc.Host.Schedules.Running;

/// <summary>Tells target and observers of an occurrence until all have it, with growing pauses. Thread-safe.</summary>
/// <param name="findTargets">The targets; asked for with the first firing, because they may themselves need the scheduler.</param>
/// <param name="findObservers">The observers; likewise.</param>
/// <param name="time">Measures the pauses.</param>
/// <param name="logger">Hears of what has to be repeated.</param>
internal sealed partial class FiringCaller(
    Func<IEnumerable<IScheduleTarget>> findTargets, Func<IEnumerable<IScheduleObserver>> findObservers, TimeProvider time, ILogger<FiringCaller> logger) : IDisposable
{
    private const int MaxCalls = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lazy<IReadOnlyDictionary<string, IScheduleTarget>> _targets = new(() => Index(findTargets()));
    private readonly Lazy<IScheduleObserver[]> _observers = new(() => [.. findObservers()]);
    private readonly SemaphoreSlim _calls = new(MaxCalls, MaxCalls);
    private readonly ILogger _logger = logger;

    /// <summary>The target of a schedule, or null.</summary>
    public IScheduleTarget? TargetOf(string scheduleId) =>
        scheduleId.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? _targets.Value.GetValueOrDefault(scheduleId[..colon]) : null;

    /// <summary>Returns once the occurrence is where it belongs, or is refused for good. Throws only when cancelled.</summary>
    /// <param name="firing">The occurrence.</param>
    /// <param name="isWanted">False once the schedule is gone: then the rest of the attempts is given up.</param>
    /// <param name="cancellationToken">The host stops.</param>
    public async Task<FiringOutcome> FireAsync(ScheduleFiring firing, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var outcome = await TryAsync(firing, cancellationToken).ConfigureAwait(false);
            if (outcome is not FiringOutcome.Later later)
            {
                return outcome;
            }

            if (!isWanted())
            {
                return new FiringOutcome.Refused("the schedule was removed");
            }

            Repeated(firing.ScheduleId, firing.PlannedAt, pause, later.Reason);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _calls.Dispose();

    private async Task<FiringOutcome> TryAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
#pragma warning disable CA1031 // A target or observer of an extension that throws is asked again; it must not end the scheduler.
        try
        {
            var outcome = await TellTargetAsync(firing, cancellationToken).ConfigureAwait(false);
            if (outcome is FiringOutcome.Done or FiringOutcome.Runs)
            {
                foreach (var observer in _observers.Value)
                {
                    await observer.OnFiredAsync(firing, cancellationToken).ConfigureAwait(false);
                }
            }

            return outcome;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Threw(exception, firing.ScheduleId, firing.PlannedAt);
            return new FiringOutcome.Later("the target threw");
        }
        finally
        {
            _calls.Release();
        }
#pragma warning restore CA1031
    }

    private async ValueTask<FiringOutcome> TellTargetAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        switch (TargetOf(firing.ScheduleId))
        {
            case null:
                return new FiringOutcome.Refused("nothing on this host takes occurrences of this owner");
            case IJobTarget jobs:
                return await jobs.StartAsync(firing, cancellationToken).ConfigureAwait(false);
            case var target:
                await target.FireAsync(firing, cancellationToken).ConfigureAwait(false);
                return FiringOutcome.Done.Instance;
        }
    }

    private static Dictionary<string, IScheduleTarget> Index(IEnumerable<IScheduleTarget> targets)
    {
        var index = new Dictionary<string, IScheduleTarget>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            if (!index.TryAdd(target.Owner, target))
            {
                throw new InvalidOperationException($"Two parts take the firings of schedules of '{target.Owner}'; each owner needs a name of its own.");
            }
        }

        return index;
    }
}
