using HeroProc.Extensibility.Schedules;

namespace HeroProc.Host.Schedules.Running;

/// <summary>A target whose occurrences go on after they were fired, so that overlap can be told.</summary>
internal interface IJobTarget : IScheduleTarget
{
    /// <summary>As <see cref="IScheduleTarget.FireAsync"/>, with the ends that are to be expected as results.</summary>
    ValueTask<FiringOutcome> StartAsync(ScheduleFiring firing, CancellationToken cancellationToken);

    /// <summary>True while the occurrence has not ended; from memory.</summary>
    bool IsRunning(string occurrenceId);

    /// <summary>Ends the occurrence; one that has ended is left alone.</summary>
    ValueTask CancelAsync(string occurrenceId, string reason, CancellationToken cancellationToken);
}
