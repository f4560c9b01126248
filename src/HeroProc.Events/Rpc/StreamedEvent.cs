namespace HeroProc.Events.Rpc;

/// <summary>One event of <c>GET /events/stream</c>: what <c>event.notification</c> tells, without a subscription.</summary>
/// <param name="Event">The event.</param>
/// <param name="Cursor">Where to go on after it; also the id of the server-sent event.</param>
internal sealed record StreamedEvent(EventDocument Event, string Cursor);
