using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

public sealed partial class RecordJournal
{
    [LoggerMessage(1050, LogLevel.Warning, "Journal segment {Segment} could not be dropped; it goes with the next call")]
    private partial void DropFailed(Exception exception, long segment);
}
