namespace HeroProc.Events.Registration;

/// <summary>How far the offering of events to triggers has come.</summary>
internal interface IRoutingProgress
{
    /// <summary>Waits until every event before a record of the journal was offered to the triggers, durably.</summary>
    /// <param name="seq">The record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WaitUntilPassedAsync(long seq, CancellationToken cancellationToken);
}
