namespace HeroProc.Events.Dispatch;

/// <summary>What a replay did.</summary>
/// <param name="Replayed">Events of which at least one delivery was made.</param>
/// <param name="DeliveryIds">The deliveries, oldest event first.</param>
/// <param name="Unreadable">Events passed over because their record in the journal is damaged.</param>
/// <param name="NextBefore">Where to go on, when not everything that was asked for is done: events before this sequence number.</param>
internal sealed record Replay(int Replayed, IReadOnlyList<string> DeliveryIds, int Unreadable, long? NextBefore);
