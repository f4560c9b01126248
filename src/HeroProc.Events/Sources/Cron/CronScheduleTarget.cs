using HeroProc.Events.Intake;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Sources.Cron;

/// <summary>Makes events of the firings of the schedules that belong to cron sources.</summary>
internal sealed class CronScheduleTarget(CronSourceType sources, EventIntake intake, IScheduler scheduler) : IScheduleTarget
{
    public string Owner => CronSourceType.TypeName;

    public async ValueTask FireAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(firing);
        var sourceId = firing.ScheduleId[(Owner.Length + 1)..];
        if (!sources.Keeps(sourceId))
        {
            // Left behind by a death between the removal of the source and that of its schedule.
            await scheduler.RemoveAsync(firing.ScheduleId, cancellationToken).ConfigureAwait(false);
            return;
        }

        CronEvents.Check(await intake.AcceptAsync(sourceId, CronEvents.Of(firing)).ConfigureAwait(false));
    }
}
