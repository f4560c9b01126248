using System.Globalization;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Matching;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>Makes deliveries. Their ids follow from event, trigger and replay, so making one twice makes the same one.</summary>
internal static class DeliveryFactory
{
    /// <summary>A pending delivery.</summary>
    /// <param name="record">The event.</param>
    /// <param name="seq">Its place in the journal.</param>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="replay">0 for the first, 1 and up for replays.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    public static Delivery Make(EventRecord record, long seq, string triggerId, int replay, long nowMs) => new()
    {
        Id = IdOf(record, triggerId, replay),
        EventId = record.Id,
        EventSeq = seq,
        TriggerId = triggerId,
        State = DeliveryState.Pending,
        CreatedAt = nowMs,
        UpdatedAt = nowMs,
        ReplayOf = replay == 0 ? null : IdOf(record, triggerId, 0),
    };

    /// <summary>The delivery with its policy's keys rendered, or dead when one cannot be.</summary>
    public static Delivery WithKeys(Delivery delivery, EventView view, CompiledTrigger trigger)
    {
        delivery = WithKey(delivery, view, trigger);
        if (delivery.State != DeliveryState.Dead && trigger.DedupeKey is { } dedupeTemplate)
        {
            var key = dedupeTemplate.Render(view, CancellationToken.None);
            if (!key.Succeeded)
            {
                return Dead(delivery, key.Reason("policy.dedupe_key"));
            }

            delivery = delivery with { DedupeKey = key.Value };
        }

        return delivery;
    }

    /// <summary>The delivery with the key its limits count by, or dead when it cannot be rendered.</summary>
    public static Delivery WithKey(Delivery delivery, EventView view, CompiledTrigger trigger)
    {
        if (trigger.Key is not { } template)
        {
            return delivery;
        }

        var key = template.Render(view, CancellationToken.None);
        return key.Succeeded ? delivery with { Key = key.Value } : Dead(delivery, key.Reason("policy.key"));
    }

    /// <summary>The id of a delivery: the same event, trigger and replay always give the same.</summary>
    public static string IdOf(EventRecord record, string triggerId, int replay) =>
        IdGenerator.Derive((long)record.ReceivedAt, record.Id, triggerId, replay.ToString(CultureInfo.InvariantCulture));

    private static Delivery Dead(Delivery delivery, string reason) => delivery with { State = DeliveryState.Dead, Reason = reason, LastError = reason };
}
