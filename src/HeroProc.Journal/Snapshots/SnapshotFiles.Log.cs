using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

internal sealed partial class SnapshotFiles
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1040, LogLevel.Error, "Snapshot {UpToSeq} could not be written; the one before it stays")]
    private partial void WriteFailed(Exception exception, long upToSeq);

    [LoggerMessage(1041, LogLevel.Error, "Snapshot {UpToSeq} is damaged; an older one is looked for")]
    private partial void Unreadable(long upToSeq);

    [LoggerMessage(1042, LogLevel.Warning, "The unfinished snapshot file {Name} could not be removed; the next start does")]
    private partial void DeleteFailed(Exception exception, string name);
}
