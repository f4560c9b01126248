using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Retention;

internal sealed partial class RetentionLoop
{
    [LoggerMessage(1381, LogLevel.Information, "The log was shortened: {Segments} segments of the journal ({Bytes} bytes) and {Events} events went, {Carried} events of unfinished deliveries were carried over; the journal begins at record {KeptFrom}")]
    private partial void LogShortened(int segments, long bytes, int events, int carried, long keptFrom);

    [LoggerMessage(1382, LogLevel.Warning, "The log could not be shortened ({Reason}); it is tried again in {Minutes} minutes")]
    private partial void LogNotShortened(string reason, int minutes);

    [LoggerMessage(1383, LogLevel.Error, "The log could not be shortened; it is tried again in {Minutes} minutes")]
    private partial void LogFailed(Exception exception, int minutes);
}
