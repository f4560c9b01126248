using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Triggers;

/// <summary>The ranges of a trigger's policy.</summary>
internal static class PolicyChecks
{
    private const long Year = 31_536_000_000;

    /// <summary>Adds the faults of a policy.</summary>
    public static void Check(TriggerPolicy? policy, List<FieldError> faults)
    {
        if (policy is null)
        {
            return;
        }

        if (policy.Retry is { } retry)
        {
            Range(retry.MaxAttempts, 1, 1000, "policy.retry.max_attempts", faults);
            Range(retry.DelayMs, 0, Year, "policy.retry.delay_ms", faults);
            Range(retry.MaxDelayMs, 0, Year, "policy.retry.max_delay_ms", faults);
            if (retry.Multiplier is not (>= 1 and <= 10))
            {
                faults.Add(new FieldError("policy.retry.multiplier", "Expected a number from 1 to 10."));
            }
        }

        Range(policy.TimeoutMs, 1, Year, "policy.timeout_ms", faults);
        Range(policy.MaxConcurrent, 1, 10_000, "policy.max_concurrent", faults);
        Range(policy.DebounceMs, 1, Year, "policy.debounce_ms", faults);
        Range(policy.Throttle?.Count, 1, 100_000, "policy.throttle.count", faults);
        Range(policy.Throttle?.PeriodMs, 1, Year, "policy.throttle.period_ms", faults);
        Range(policy.Batch?.Max, 2, 1000, "policy.batch.max", faults);
        Range(policy.Batch?.WindowMs, 1, 86_400_000, "policy.batch.window_ms", faults);
        Range(policy.DedupeWindowMs, 1, Year, "policy.dedupe_window_ms", faults);
        Range(policy.ExpiresAfterMs, 1, Year, "policy.expires_after_ms", faults);
        if (policy is { DebounceMs: not null, Batch: not null })
        {
            faults.Add(new FieldError("policy.batch", "A trigger has either debounce_ms or batch: one keeps the last match, the other all of them."));
        }

        if (policy is { Ordered: true, MaxConcurrent: > 1 })
        {
            faults.Add(new FieldError("policy.max_concurrent", "An ordered trigger runs one at a time per key; leave max_concurrent out or set it to 1."));
        }
    }

    private static void Range(long? value, long low, long high, string path, List<FieldError> faults)
    {
        if (value is { } number && (number < low || number > high))
        {
            faults.Add(new FieldError(path, $"Expected a whole number from {low} to {high}; got {number}."));
        }
    }
}
