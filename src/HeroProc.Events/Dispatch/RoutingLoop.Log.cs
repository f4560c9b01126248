using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

internal sealed partial class RoutingLoop
{
    [LoggerMessage(1600, LogLevel.Warning, "What events matched could not be written ({Reason}); they wait and are tried again")]
    private partial void LogNotKept(string reason);
}
