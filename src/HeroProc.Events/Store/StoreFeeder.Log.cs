using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Store;

internal sealed partial class StoreFeeder
{
    [LoggerMessage(1300, LogLevel.Error, "The event index is damaged and is rebuilt from the journal; events are taken and run meanwhile")]
    private partial void LogDamaged(Exception exception);
}
