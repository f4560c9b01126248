namespace HeroProc.Host.Schedules.Running;

internal sealed partial class ScheduleEngine
{
    [LoggerMessage(3420, LogLevel.Error, "Schedules could not be written, so nothing fires; it is tried again: {Reason}")]
    private partial void NotWritten(string reason);

    [LoggerMessage(3421, LogLevel.Error, "A pass over the schedules failed; the next one tries again")]
    private partial void PassFailed(Exception exception);

    [LoggerMessage(3422, LogLevel.Warning, "Schedule {Schedule}: the occurrence of {PlannedAt} could not be cancelled; the next one waits for its end")]
    private partial void NotCancelled(Exception exception, string schedule, long plannedAt);
}
