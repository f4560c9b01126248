namespace HeroProc.Events.Intake;

/// <summary>Where a running source puts its events. Thread-safe.</summary>
public interface IEventSink
{
    /// <summary>
    /// Offers an event of this source. <see cref="IntakeResult.Accepted"/> means it survives a <c>kill -9</c> and a power cut from
    /// then on; every other result means that nothing was kept. A source that may repeat itself after a crash gives each event a
    /// <see cref="NewEvent.DedupeKey"/>.
    /// </summary>
    ValueTask<IntakeResult> AcceptAsync(NewEvent newEvent, CancellationToken cancellationToken);
}
