using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

public sealed partial class JournalReader
{
    [LoggerMessage(1030, LogLevel.Warning, "A reader passed over {Bytes} damaged bytes at {Offset} of journal segment {Segment}")]
    private partial void Passed(long segment, long offset, long bytes);
}
