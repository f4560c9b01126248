using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Store;

internal sealed partial class BackupLoop
{
    [LoggerMessage(1384, LogLevel.Warning, "The event index could not be copied; it is tried again in {Minutes} minutes")]
    private partial void LogFailed(Exception exception, int minutes);
}
