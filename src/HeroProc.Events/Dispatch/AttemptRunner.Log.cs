using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Dispatch;

internal sealed partial class AttemptRunner
{
    [LoggerMessage(1610, LogLevel.Error, "An attempt of delivery {DeliveryId} (trigger or job {Target}) failed inside the host")]
    private partial void LogFault(Exception exception, string deliveryId, string target);

    [LoggerMessage(1611, LogLevel.Warning, "Job {JobId} of delivery {DeliveryId} could not be cancelled: {Reason}")]
    private partial void LogNotCancelled(string jobId, string deliveryId, string reason);
}
