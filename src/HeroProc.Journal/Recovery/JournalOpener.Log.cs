using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

internal sealed partial class JournalOpener
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1020, LogLevel.Information, "Journal open: {Records} records, last number {LastSeq}, {Regions} damaged regions")]
    private partial void Recovered(long records, long lastSeq, int regions);

    [LoggerMessage(1021, LogLevel.Warning, "Journal segment {Segment}: an unacknowledged tail of {Bytes} bytes at {Offset} was cut off")]
    private partial void TailCut(long segment, long offset, long bytes);

    [LoggerMessage(1022, LogLevel.Error, "Journal segment {Segment} is damaged at {Offset} ({Bytes} bytes): records {First} to {Last} cannot be read")]
    private partial void DamageFound(long segment, long offset, long bytes, long first, long last);

    [LoggerMessage(1023, LogLevel.Error, "Journal segment {Segment} ({Bytes} bytes) has lost its header; the file is kept as {Aside}")]
    private partial void HeaderLost(long segment, long bytes, string aside);

    [LoggerMessage(1024, LogLevel.Warning, "Damaged bytes could not be copied to {Aside}")]
    private partial void CopyFailed(Exception exception, string aside);
}
