using HeroProc.Extensibility.Actions;
using HeroProc.Host.Schedules.Running;

namespace HeroProc.Host.Schedules;

/// <summary>Opens the schedules before any hosted service starts, fires once all have started, and stops firing before any stops.</summary>
internal sealed partial class SchedulesService(ScheduleEngine engine, IActionRegistry actions, ILogger<SchedulesService> logger) : IHostedLifecycleService
{
    private readonly ILogger _logger = logger;

    public Task StartingAsync(CancellationToken cancellationToken) => engine.OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The actions have set their schedules by now: one whose action is not there was left by a death in the middle of a change.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var id in engine.All.Select(static entry => entry.State.Id).Where(IsLeftOver).ToArray())
        {
            if (await engine.RemoveAsync(id, cancellationToken).ConfigureAwait(false) is { } error)
            {
                NotRemoved(id, error.Message);
            }
        }

        engine.Start();
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => engine.StopAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool IsLeftOver(string id) =>
        id.StartsWith(ActionScheduleTarget.OwnerName + ":", StringComparison.Ordinal)
        && actions.Find(id[(ActionScheduleTarget.OwnerName.Length + 1)..])?.Spec.SchedulePolicy is null;

    [LoggerMessage(3430, LogLevel.Warning, "Schedule {Schedule} has no action and could not be removed; its occurrences are refused: {Reason}")]
    private partial void NotRemoved(string schedule, string reason);
}
