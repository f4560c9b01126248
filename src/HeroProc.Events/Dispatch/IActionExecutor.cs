namespace HeroProc.Events.Dispatch;

/// <summary>Does what triggers of one kind of action say. Thread-safe.</summary>
internal interface IActionExecutor
{
    /// <summary>The value of <c>action.kind</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// True when repeating an attempt that may have been begun before a crash finds what that one made (by its idempotency
    /// key), so that nothing has to be written down before it.
    /// </summary>
    bool Repeatable { get; }

    /// <summary>Begins an attempt. Expected ends are outcomes; an exception counts as a failed attempt and is logged.</summary>
    ValueTask<AttemptOutcome> StartAsync(DeliveryAttempt attempt, CancellationToken cancellationToken);
}
