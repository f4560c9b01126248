using HeroProc.Events.Intake;
using HeroProc.Events.Registration;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Sources.Cron;

/// <summary>Makes events of the firings of scheduled actions, for the cron sources that name them.</summary>
internal sealed class CronActionObserver(Catalog catalog, EventIntake intake) : IScheduleObserver
{
    private const string ActionOwner = "action:";

    public async ValueTask OnFiredAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(firing);
        if (!firing.ScheduleId.StartsWith(ActionOwner, StringComparison.Ordinal))
        {
            return;
        }

        var action = firing.ScheduleId[ActionOwner.Length..];
        foreach (var source in catalog.State.Sources.Values)
        {
            if (source is { SourceType: CronSourceType.TypeName, State: not SourceState.Disabled } && CronSourceConfig.Parse(source).Config?.Action == action)
            {
                CronEvents.Check(await intake.AcceptAsync(source.Id, CronEvents.Of(firing)).ConfigureAwait(false));
            }
        }
    }
}
