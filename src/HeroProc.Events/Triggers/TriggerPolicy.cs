using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Triggers;

/// <summary>How the matches of a trigger are run. Every member is optional.</summary>
public sealed record TriggerPolicy
{
    /// <summary>How often a failed delivery is tried again.</summary>
    public DeliveryRetry? Retry { get; init; }

    /// <summary>The longest one attempt may take, in milliseconds.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>The most deliveries that may run at once, counted per <see cref="Key"/>.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Template of the key the limits below count by; absent is one key for the whole trigger.</summary>
    public string? Key { get; init; }

    /// <summary>What happens to a match while the limit is reached; default <c>buffer_all</c>.</summary>
    public Overlap Overlap { get; init; } = Overlap.BufferAll;

    /// <summary>Waits until no further match has come for this many milliseconds; the last one runs.</summary>
    public long? DebounceMs { get; init; }

    /// <summary>The most starts in a period.</summary>
    public Throttle? Throttle { get; init; }

    /// <summary>Runs several matches as one.</summary>
    public Batch? Batch { get; init; }

    /// <summary>Template of a business key; a second match of the same key within the window is skipped.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>How long <see cref="DedupeKey"/> is remembered, in milliseconds; default 7 days.</summary>
    public long DedupeWindowMs { get; init; } = 604_800_000;

    /// <summary>A delivery not started this many milliseconds after its event came is skipped as expired.</summary>
    public long? ExpiresAfterMs { get; init; }

    /// <summary>True to run the matches of one key strictly one after the other, in the order of their events.</summary>
    public bool Ordered { get; init; }
}

/// <summary>How often a failed delivery is tried again.</summary>
public sealed record DeliveryRetry
{
    /// <summary>Attempts in all; 1 to 1000, default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The wait before the second attempt, in milliseconds; default 1000.</summary>
    public long DelayMs { get; init; } = 1000;

    /// <summary>By what each further wait grows; 1 to 10, default 2.</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>The longest wait, in milliseconds; default one hour.</summary>
    public long MaxDelayMs { get; init; } = 3_600_000;

    /// <summary>Spreads each wait at random, so that failures of one moment do not come back in one moment.</summary>
    public bool Jitter { get; init; } = true;
}

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
