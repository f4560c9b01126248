using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Sources;

internal sealed partial class SourceRunner
{
    [LoggerMessage(2000, LogLevel.Warning, "The source {SourceId} ({SourceType}) failed and is started again in {Delay}")]
    private partial void LogFailed(Exception? exception, string sourceId, string sourceType, TimeSpan delay);
}
