using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Hosting;

internal sealed partial class EventsHost
{
    [LoggerMessage(1900, LogLevel.Information, "HeroProc.Events runs: journal at record {Seq}, {Sources} sources, {Triggers} triggers")]
    private partial void LogStarted(long seq, int sources, int triggers);

    [LoggerMessage(1901, LogLevel.Warning, "The event index is rebuilt from the journal: {Reason}")]
    private partial void LogRebuilding(string reason);

    [LoggerMessage(1902, LogLevel.Critical, "A part of HeroProc.Events failed ({Part}); the host stops so that it can be started anew from what is on disk")]
    private partial void LogLoopFailed(Exception exception, string part);
}
