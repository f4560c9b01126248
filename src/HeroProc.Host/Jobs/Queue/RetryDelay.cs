using HeroProc.Extensibility.Jobs;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>
/// The wait before the next attempt: <c>delay_ms × multiplier^(tries − 1)</c>, at most <c>max_delay_ms</c>, made up to a tenth shorter by
/// chance so that jobs that failed together do not come back together.
/// </summary>
/// <param name="random">Gives numbers from 0 to below 1; called from several threads.</param>
internal sealed class RetryDelay(Func<double> random)
{
    private const double Spread = 0.1;

    /// <summary>The wait in milliseconds after that many counted attempts, 1 or more.</summary>
    public long After(RetryPolicy policy, int tries)
    {
        // The power overflows to infinity at worst, which the cap takes in.
        var wait = Math.Min(policy.DelayMs * Math.Pow(policy.Multiplier, tries - 1), policy.MaxDelayMs);
        return (long)(wait * (1 - (Spread * random())));
    }
}
