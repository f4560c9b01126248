using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Tests.Jobs;

internal sealed class AttemptEndTests
{
    private static readonly JobState Running = new() { Id = "j", Order = 1, Phase = JobPhase.Running, Attempt = 1, Tries = 1, StartedAt = 1000 };

    [TestCase(1, 1000)]
    [TestCase(2, 3000)]
    [TestCase(3, 9000)]
    [TestCase(4, 10_000)]
    [TestCase(900, 10_000)]
    public void After_GrowsByTheMultiplier_UpToTheCap(int tries, long expected)
    {
        var policy = new RetryPolicy { MaxAttempts = 1000, DelayMs = 1000, Multiplier = 3, MaxDelayMs = 10_000 };
        Assert.That(new RetryDelay(() => 0).After(policy, tries), Is.EqualTo(expected));
        Assert.That(new RetryDelay(() => 0.999).After(policy, tries), Is.InRange((long)(expected * 0.9), expected));
    }

    [Test]
    public void Apply_StartsTheCountAnew_AfterAStableRun()
    {
        var policy = new RetryPolicy { MaxAttempts = 3, DelayMs = 10, StabilityPeriodMs = 5000 };
        var last = Running with { Tries = 3 };
        Assert.That(Apply(last, new AttemptEnd(1), policy, 5999).Phase, Is.EqualTo(JobPhase.Failed));
        var stable = Apply(last, new AttemptEnd(1), policy, 6000);
        Assert.That((stable.Phase, stable.Tries, stable.NextAttemptAt), Is.EqualTo((JobPhase.Pending, 1, (long?)6010)));
    }

    [TestCase(0, false, null, JobPhase.Succeeded)]
    [TestCase(1, false, null, JobPhase.Failed)]
    [TestCase(143, true, null, JobPhase.TimedOut)]
    [TestCase(0, true, null, JobPhase.TimedOut)]
    [TestCase(null, false, null, JobPhase.Failed)]
    [TestCase(0, false, "enough", JobPhase.Cancelled)]
    public void Apply_GivesThePhase(int? code, bool timedOut, string? cancelling, JobPhase expected)
    {
        var state = Apply(Running with { Cancelling = cancelling }, new AttemptEnd(code, timedOut), new RetryPolicy(), 2000);
        Assert.That((state.Phase, state.ExitCode, state.FinishedAt), Is.EqualTo((expected, code, (long?)2000)));
        Assert.That(state.Reason is null, Is.EqualTo(expected == JobPhase.Succeeded));
    }

    private static JobState Apply(JobState state, AttemptEnd end, RetryPolicy policy, long now) => end.Apply(state, policy, new RetryDelay(() => 0), now);
}
