using Microsoft.Extensions.Logging;

namespace HeroProc.Events.LiteDb;

public sealed partial class LiteDbEventStore
{
    [LoggerMessage(1310, LogLevel.Information, "The event index is open at record {AppliedSeq}")]
    private partial void LogOpened(long appliedSeq);

    [LoggerMessage(1311, LogLevel.Warning, "The event index could not be used as it was left and goes on from record {AppliedSeq}. {Note}")]
    private partial void LogRebuilt(long appliedSeq, string? note);

    [LoggerMessage(1312, LogLevel.Warning, "The event index is begun anew: {Reason}")]
    private partial void LogReset(string reason);

    [LoggerMessage(1313, LogLevel.Information, "The event index was copied: {FileName}, {Bytes} bytes, at record {AppliedSeq}")]
    private partial void LogBackup(string fileName, long bytes, long appliedSeq);

    [LoggerMessage(1314, LogLevel.Warning, "The event index could not be closed cleanly; it is checked or built again at the next start")]
    private partial void LogNotClosed(Exception exception);
}
