using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Schedules.Running;

namespace HeroProc.Host.Schedules;

/// <summary>Tells the schedules when a job of theirs has ended.</summary>
internal sealed class ScheduleJobWatch(ScheduleEngine engine) : IJobObserver
{
    public void OnJobChanged(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job is { IsFinished: true, IdempotencyKey: { } key })
        {
            engine.NoteEnded(key);
        }
    }
}
