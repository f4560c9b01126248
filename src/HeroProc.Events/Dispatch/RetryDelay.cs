using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>How long a delivery waits for its next attempt: exponential, capped, spread by up to a quarter either way.</summary>
internal sealed class RetryDelay(Func<double> random)
{
    /// <summary>The wait after a failed attempt, or null when no further one comes.</summary>
    /// <param name="retry">The policy.</param>
    /// <param name="attempts">Attempts made under this policy, 1 or more.</param>
    /// <param name="askedFor">A wait the other side asked for; it is honoured up to the policy's cap.</param>
    public TimeSpan? After(DeliveryRetry retry, int attempts, TimeSpan? askedFor)
    {
        if (attempts >= retry.MaxAttempts)
        {
            return null;
        }

        // After hundreds of attempts the factor is infinite, and no wait times infinity is not a number.
        var wait = retry.DelayMs == 0 ? 0 : Math.Min(retry.MaxDelayMs, retry.DelayMs * Math.Pow(retry.Multiplier, attempts - 1));
        if (retry.Jitter)
        {
            wait *= 0.75 + (0.5 * random());
        }

        wait = Math.Min(Math.Max(wait, askedFor?.TotalMilliseconds ?? 0), retry.MaxDelayMs);
        return TimeSpan.FromMilliseconds(Math.Ceiling(wait));
    }
}
