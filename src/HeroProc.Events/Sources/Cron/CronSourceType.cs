using HeroProc.Events.Intake;
using HeroProc.Events.Registration;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Sources.Cron;

/// <summary>
/// Events by the clock. A source with a policy keeps a schedule of its own at the host's scheduler while it is registered and not
/// disabled; one with an action only listens (<see cref="CronActionObserver"/>).
/// </summary>
/// <param name="findScheduler">The host's scheduler, or null. Asked for late, as the parts below: they are made after the source types.</param>
/// <param name="findActions">The host's actions, or null.</param>
/// <param name="findCatalog">The catalog.</param>
/// <param name="time">The clock.</param>
internal sealed class CronSourceType(Func<IScheduler?> findScheduler, Func<IActionRegistry?> findActions, Func<Catalog> findCatalog, TimeProvider time) : IEventSourceType
{
    /// <summary>The value of <c>source_type</c>.</summary>
    public const string TypeName = "cron";

    public string Name => TypeName;

    /// <summary>The id of a source's own schedule.</summary>
    public static string ScheduleId(string sourceId) => $"{TypeName}:{sourceId}";

    public IReadOnlyList<FieldError> Check(EventSource source)
    {
        var (config, fault) = CronSourceConfig.Parse(source);
        if (fault is not null)
        {
            return [fault];
        }

        if (findScheduler() is not { } scheduler)
        {
            return [new FieldError("source_type", "This host has no scheduler; cron sources do not run on it.")];
        }

        if (config!.SchedulePolicy is { } policy)
        {
            return [.. scheduler.Check(policy).Select(static error => error.Under("config.schedule_policy"))];
        }

        return findActions()?.Find(config.Action!)?.Spec.SchedulePolicy is null
            ? [new FieldError("config.action", "Names no scheduled action. Set the action with a schedule_policy first.")]
            : [];
    }

    public async Task RunAsync(EventSource source, IEventSink sink, CancellationToken cancellationToken)
    {
        if (OwnPolicy(source) is not { } policy)
        {
            return;
        }

        var scheduler = findScheduler() ?? throw new InvalidOperationException("This host has no scheduler; cron sources do not run on it.");
        try
        {
            if (await scheduler.SetAsync(ScheduleId(source.Id), policy, cancellationToken).ConfigureAwait(false) is { } error)
            {
                throw new InvalidOperationException($"The schedule of a cron source could not be set: {error.Message}");
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // At a stop of the host the source is still there, and its schedule stays, to make up for the downtime.
            if (!Keeps(source.Id))
            {
                await scheduler.RemoveAsync(ScheduleId(source.Id), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>True while the source of this id has a schedule of its own.</summary>
    public bool Keeps(string sourceId) =>
        findCatalog().Find(sourceId) is { SourceType: TypeName, State: not SourceState.Disabled } source && OwnPolicy(source) is not null;

    private static SchedulePolicy? OwnPolicy(EventSource source) => CronSourceConfig.Parse(source).Config?.SchedulePolicy;
}
