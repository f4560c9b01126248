using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>One attempt to do what a trigger says, with all that is needed for it.</summary>
/// <param name="Delivery">The delivery; its <see cref="Delivery.Attempt"/> is the number of this attempt.</param>
/// <param name="Event">The event.</param>
/// <param name="Carried">The further events of a batch, oldest first.</param>
/// <param name="Trigger">The trigger as it is now.</param>
internal sealed record DeliveryAttempt(Delivery Delivery, EventRecord Event, IReadOnlyList<EventRecord> Carried, CompiledTrigger Trigger);
