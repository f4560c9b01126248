namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>How a call of another host ended.</summary>
/// <param name="Outcome">What it means for the delivery.</param>
/// <param name="HostUnwell">True when the host itself is to blame: it is not reached, too slow, overloaded or broken. A request it does not like says nothing about its health.</param>
internal readonly record struct SendResult(AttemptOutcome Outcome, bool HostUnwell);
