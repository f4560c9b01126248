using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Rpc;

internal sealed partial class SubscriptionHub
{
    [LoggerMessage(1800, LogLevel.Warning, "A subscription to events ended because the journal could not be read")]
    private partial void LogEnded(Exception exception);
}
