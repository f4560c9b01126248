using System.Globalization;
using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>How an attempt ended, and what follows for its job.</summary>
/// <param name="Code">The exit code; null when there is none.</param>
/// <param name="TimedOut">True when it was stopped at its time limit.</param>
/// <param name="Reason">Why, in place of words about the exit code.</param>
/// <param name="Final">True when no further attempt can help.</param>
internal sealed record AttemptEnd(int? Code, bool TimedOut = false, string? Reason = null, bool Final = false)
{
    private const int SignalBase = 128;

    /// <summary>The job's next state. A cancelled one is cancelled, however its process ended.</summary>
    public JobState Apply(JobState state, RetryPolicy policy, RetryDelay delay, long now)
    {
        var ended = state with { ExitCode = Code, Boot = null };
        if (state.Cancelling is { } cancelled)
        {
            return Finish(ended with { Phase = JobPhase.Cancelled, Reason = cancelled }, now);
        }

        if (Code == 0 && !TimedOut)
        {
            return Finish(ended with { Phase = JobPhase.Succeeded, Reason = null }, now);
        }

        var stable = policy.StabilityPeriodMs > 0 && now - (state.StartedAt ?? now) >= policy.StabilityPeriodMs;
        // A stable run is the first of a new count.
        var tries = stable ? 1 : state.Tries;
        var failed = ended with { Reason = Reason ?? Words(), Tries = tries };
        return Final || state.Single || tries >= policy.MaxAttempts
            ? Finish(failed with { Phase = TimedOut ? JobPhase.TimedOut : JobPhase.Failed }, now)
            : failed with { Phase = JobPhase.Pending, NextAttemptAt = now + delay.After(policy, tries) };
    }

    /// <summary>The state of a job that no attempt follows.</summary>
    public static JobState Finish(JobState state, long now) => state with { FinishedAt = now, NextAttemptAt = null, Cancelling = null, Env = null, Numbered = false };

    private string Words() => string.Create(CultureInfo.InvariantCulture, $"{Cause()}.");

    private string Cause()
    {
        if (TimedOut)
        {
            return "The attempt ran longer than its timeout_ms and was stopped";
        }

        return Code switch
        {
            null => "The attempt ended without an exit code",
            > SignalBase and < SignalBase + 65 => string.Create(CultureInfo.InvariantCulture, $"The process ended with exit code {Code}, as by signal {Code - SignalBase}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"The process ended with exit code {Code}"),
        };
    }
}
