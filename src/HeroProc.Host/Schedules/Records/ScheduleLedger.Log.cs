namespace HeroProc.Host.Schedules.Records;

internal sealed partial class ScheduleLedger
{
    [LoggerMessage(3400, LogLevel.Error, "Records of the journal of schedules are damaged and lost: {Region}")]
    private partial void Damaged(string region);

    [LoggerMessage(3401, LogLevel.Warning, "The journal of schedules could not be made smaller; it is tried again: {Result}")]
    private partial void NotCompacted(string? result);
}
