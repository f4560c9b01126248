namespace HeroProc.Extensibility.Schedules;

/// <summary>Hears of every firing of every schedule, whoever owns it. Register it as a singleton of this type.</summary>
public interface IScheduleObserver
{
    /// <summary>
    /// An occurrence was fired and its target has it. The scheduler repeats the call after a fault or a crash until it has returned
    /// once: the observer makes it happen once by <see cref="ScheduleFiring.OccurrenceId"/>. The next occurrence of the same
    /// schedule waits for the return; other schedules do not.
    /// </summary>
    ValueTask OnFiredAsync(ScheduleFiring firing, CancellationToken cancellationToken);
}
