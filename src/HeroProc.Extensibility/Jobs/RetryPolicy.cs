namespace HeroProc.Extensibility.Jobs;

/// <summary>How often a failed job, or a service that ended, is started again.</summary>
/// <remarks>Positional, because source-generated JSON knows the defaults of constructor parameters but not of init properties.</remarks>
/// <param name="MaxAttempts">Attempts in all, the first included; 1 to 1000, default 1.</param>
/// <param name="DelayMs">The wait before the second attempt, in milliseconds; default 1000.</param>
/// <param name="Multiplier">By what each further wait grows; 1 to 10, default 2.</param>
/// <param name="MaxDelayMs">The longest wait, in milliseconds; default one hour.</param>
/// <param name="StabilityPeriodMs">A run that lasted this long counts as stable and starts the count of attempts anew; 0 is never.</param>
public sealed record RetryPolicy(
    int MaxAttempts = 1,
    long DelayMs = 1000,
    double Multiplier = 2,
    long MaxDelayMs = 3_600_000,
    long StabilityPeriodMs = 0);
