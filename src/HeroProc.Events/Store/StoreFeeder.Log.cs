using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Store;

internal sealed partial class StoreFeeder
{
    [LoggerMessage(1300, LogLevel.Error, "The event index is damaged and is rebuilt from the journal; events are taken and run meanwhile")]
    private partial void LogDamaged(Exception exception);

    [LoggerMessage(1380, LogLevel.Critical, "The journal begins after record {Seq} and no snapshot that can be read stands for what was before: sources, triggers and unfinished deliveries set up before it are lost")]
    private partial void LogNoSnapshot(long seq);
}
