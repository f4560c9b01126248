namespace HeroProc.Host.Jobs.Records;

internal sealed partial class Ledger
{
    [LoggerMessage(3200, LogLevel.Error, "Records of the journal of actions and jobs are damaged and lost: {Region}")]
    private partial void Damaged(string region);

    [LoggerMessage(3201, LogLevel.Error, "The record of a job in segment {Segment} at {Offset} cannot be read")]
    private partial void Unreadable(Exception exception, long segment, long offset);
}
