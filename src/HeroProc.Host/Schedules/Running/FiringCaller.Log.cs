namespace HeroProc.Host.Schedules.Running;

internal sealed partial class FiringCaller
{
    [LoggerMessage(3410, LogLevel.Warning, "Schedule {Schedule}: the occurrence of {PlannedAt} is fired again in {Pause}: {Reason}")]
    private partial void Repeated(string schedule, long plannedAt, TimeSpan pause, string reason);

    [LoggerMessage(3411, LogLevel.Error, "Schedule {Schedule}: the occurrence of {PlannedAt} met a fault")]
    private partial void Threw(Exception exception, string schedule, long plannedAt);
}
