namespace HeroProc.Extensibility.Jobs;

/// <summary>How often a failed job, or a service that ended, is started again.</summary>
public sealed record RetryPolicy
{
    /// <summary>Attempts in all, the first included; 1 to 1000, default 1.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>The wait before the second attempt, in milliseconds; default 1000.</summary>
    public long DelayMs { get; init; } = 1000;

    /// <summary>By what each further wait grows; 1 to 10, default 2.</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>The longest wait, in milliseconds; default one hour.</summary>
    public long MaxDelayMs { get; init; } = 3_600_000;

    /// <summary>A run that lasted this long counts as stable and starts the count of attempts anew; 0 is never.</summary>
    public long StabilityPeriodMs { get; init; }
}
