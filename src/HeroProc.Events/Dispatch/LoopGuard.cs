using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;

namespace HeroProc.Events.Dispatch;

/// <summary>Ends chains of events that cause each other.</summary>
internal static class LoopGuard
{
    /// <summary>The delivery, skipped when its event stands too far down its chain.</summary>
    public static Delivery Check(Delivery delivery, EventRecord record, IntakeOptions options) => record.Hop <= options.MaxHops
        ? delivery
        : delivery with
        {
            State = DeliveryState.Skipped,
            Reason = DeliveryReason.Loop,
            LastError = $"The event is the {record.Hop}th of its chain; the limit is {options.MaxHops}. Look for triggers that emit what they match.",
        };
}
