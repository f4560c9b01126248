namespace HeroProc.Events.Deliveries;

/// <summary>Which states a person's wish leads from and to.</summary>
internal static class DeliveryCommands
{
    /// <summary>Applies a wish.</summary>
    /// <returns>The changed delivery, or why it cannot be.</returns>
    public static (Delivery? Changed, string? Refusal) Apply(Delivery delivery, DeliveryCommand command, bool running, long nowMs)
    {
        if (running || delivery.State == DeliveryState.Running)
        {
            return (null, $"The delivery '{delivery.Id}' is running. Wait for its end, or cancel its job with job.cancel.");
        }

        return (command, delivery.State) switch
        {
            (DeliveryCommand.Retry, DeliveryState.Dead or DeliveryState.Waiting or DeliveryState.Skipped or DeliveryState.Discarded) =>
                (delivery with { State = DeliveryState.Pending, Reason = null, NextAttemptAt = null, AttemptsForgiven = delivery.Attempt, Forced = true, CarriedBy = null, UpdatedAt = nowMs }, null),
            (DeliveryCommand.Retry, DeliveryState.Succeeded) =>
                (null, $"The delivery '{delivery.Id}' has succeeded. Use event.replay to run its event again."),
            (DeliveryCommand.Discard, DeliveryState.Pending or DeliveryState.Waiting or DeliveryState.Held or DeliveryState.Dead) =>
                (delivery with { State = DeliveryState.Discarded, Reason = DeliveryReason.ByPerson, NextAttemptAt = null, UpdatedAt = nowMs }, null),
            (DeliveryCommand.Release, DeliveryState.Held) =>
                (delivery with { State = DeliveryState.Pending, UpdatedAt = nowMs }, null),
            _ => (null, $"The delivery '{delivery.Id}' is {Word(delivery.State)}, so there is nothing to {Word(command)}."),
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLower(System.Globalization.CultureInfo.InvariantCulture);
}
