using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Deliveries;

internal sealed partial class DeliveryLedger
{
    [LoggerMessage(1700, LogLevel.Warning, "The state of deliveries could not be written ({Reason}); it is kept and tried again")]
    private partial void LogNotWritten(string reason);
}
