using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Triggers;

/// <summary>How the matches of a trigger are run. Every member is optional.</summary>
/// <remarks>Positional, because source-generated JSON knows the defaults of constructor parameters but not of init properties.</remarks>
/// <param name="Retry">How often a failed delivery is tried again.</param>
/// <param name="TimeoutMs">The longest one attempt may take, in milliseconds.</param>
/// <param name="MaxConcurrent">The most deliveries that may run at once, counted per <paramref name="Key"/>.</param>
/// <param name="Key">Template of the key the limits count by; absent is one key for the whole trigger.</param>
/// <param name="Overlap">What happens to a match while the limit is reached; default <c>buffer_all</c>.</param>
/// <param name="DebounceMs">Waits until no further match has come for this many milliseconds; the last one runs.</param>
/// <param name="Throttle">The most starts in a period.</param>
/// <param name="Batch">Runs several matches as one.</param>
/// <param name="DedupeKey">Template of a business key; a second match of the same key within the window is skipped.</param>
/// <param name="DedupeWindowMs">How long <paramref name="DedupeKey"/> is remembered, in milliseconds; default 7 days.</param>
/// <param name="ExpiresAfterMs">A delivery not started this many milliseconds after its event came is skipped as expired.</param>
/// <param name="Ordered">True to run the matches of one key strictly one after the other, in the order of their events.</param>
public sealed record TriggerPolicy(
    DeliveryRetry? Retry = null,
    long? TimeoutMs = null,
    int? MaxConcurrent = null,
    string? Key = null,
    Overlap Overlap = Overlap.BufferAll,
    long? DebounceMs = null,
    Throttle? Throttle = null,
    Batch? Batch = null,
    string? DedupeKey = null,
    long DedupeWindowMs = 604_800_000,
    long? ExpiresAfterMs = null,
    bool Ordered = false);

/// <summary>How often a failed delivery is tried again.</summary>
/// <param name="MaxAttempts">Attempts in all; 1 to 1000, default 5.</param>
/// <param name="DelayMs">The wait before the second attempt, in milliseconds; default 1000.</param>
/// <param name="Multiplier">By what each further wait grows; 1 to 10, default 2.</param>
/// <param name="MaxDelayMs">The longest wait, in milliseconds; default one hour.</param>
/// <param name="Jitter">Spreads each wait at random, so that failures of one moment do not come back in one moment.</param>
public sealed record DeliveryRetry(int MaxAttempts = 5, long DelayMs = 1000, double Multiplier = 2, long MaxDelayMs = 3_600_000, bool Jitter = true);

/// <summary>The most starts in a period.</summary>
public sealed record Throttle
{
    /// <summary>Starts allowed in each period; 1 or more.</summary>
    public required int Count { get; init; }

    /// <summary>The period, in milliseconds; 1 or more.</summary>
    public required long PeriodMs { get; init; }
}

/// <summary>Runs several matches as one.</summary>
public sealed record Batch
{
    /// <summary>The most matches in one batch; 2 to 1000.</summary>
    public required int Max { get; init; }

    /// <summary>The longest wait for a batch to fill, in milliseconds; 1 or more.</summary>
    public required long WindowMs { get; init; }
}
