namespace HeroProc.Events.LiteDb;

/// <summary>An event that a trigger missed by one clause: an entry of an index over the list in the event.</summary>
/// <param name="TriggerId">The trigger.</param>
/// <param name="Seq">The event.</param>
internal sealed record NearMiss(string TriggerId, long Seq);
