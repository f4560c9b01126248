using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

internal sealed partial class CommitLoop
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1010, LogLevel.Error, "The journal could not store {Appends} appends ({Bytes} bytes): {Reason}. Nothing of them is kept; the next append tries again")]
    private partial void Refused(Exception exception, int appends, long bytes, StorageFailure reason);

    [LoggerMessage(1011, LogLevel.Critical, "The journal's writer met an unexpected fault; {Appends} appends fail with it")]
    private partial void Faulted(Exception exception, int appends);

    [LoggerMessage(1012, LogLevel.Error, "The journal's commit callback threw; the commit itself stands")]
    private partial void CallbackFailed(Exception exception);
}
