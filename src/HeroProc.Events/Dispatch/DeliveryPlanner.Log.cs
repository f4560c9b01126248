using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

internal sealed partial class DeliveryPlanner
{
    [LoggerMessage(1601, LogLevel.Error, "The stored trigger {TriggerId} does not pass the checks of this version ({Path}: {Message}); it matches nothing until it is set again")]
    private partial void LogNotCompiled(string triggerId, string path, string message);
}
