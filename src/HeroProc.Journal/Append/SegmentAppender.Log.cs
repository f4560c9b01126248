using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

internal sealed partial class SegmentAppender
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1000, LogLevel.Debug, "Journal segment {FirstSeq} begun")]
    private partial void Rolled(long firstSeq);

    [LoggerMessage(1001, LogLevel.Warning, "Journal segment {FirstSeq} could not be cut to {End} bytes; it is left as it is and a new one follows")]
    private partial void CutFailed(Exception exception, long firstSeq, long end);

    [LoggerMessage(1002, LogLevel.Warning, "The end of journal segment {FirstSeq} could not be marked")]
    private partial void MarkFailed(Exception exception, long firstSeq);

    [LoggerMessage(1003, LogLevel.Warning, "No space to reserve ahead in journal segment {FirstSeq}")]
    private partial void ReserveFailed(Exception exception, long firstSeq);
}
