using HeroProc.Events.Dispatch;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Tests.Dispatch;

[Parallelizable]
public sealed class RetryDelayTests
{
    [TestCase(1, 1000)]
    [TestCase(2, 2000)]
    [TestCase(3, 4000)]
    [TestCase(4, 5000)]
    public void After_GrowsToTheCap_WithoutJitter(int attempts, int expected) =>
        Assert.That(new RetryDelay(() => throw new InvalidOperationException("No chance without jitter.")).After(
            new() { MaxDelayMs = 5000, Jitter = false, MaxAttempts = 5 }, attempts, null), Is.EqualTo(TimeSpan.FromMilliseconds(expected)));

    [TestCase(0.0, 750)]
    [TestCase(0.5, 1000)]
    [TestCase(1.0, 1250)]
    public void After_SpreadsByAQuarter_WithJitter(double chance, int expected) =>
        Assert.That(new RetryDelay(() => chance).After(new(), 1, null), Is.EqualTo(TimeSpan.FromMilliseconds(expected)));

    [Test]
    public void After_IsNull_WhenTheBudgetIsSpent() => Assert.That(new RetryDelay(() => 0).After(new() { MaxAttempts = 3 }, 3, null), Is.Null);

    [TestCase(500, 1000)]
    [TestCase(3000, 3000)]
    [TestCase(9000, 5000)]
    public void After_HonoursWhatWasAskedFor_UpToTheCap(int asked, int expected) =>
        Assert.That(new RetryDelay(() => 0.5).After(new() { MaxDelayMs = 5000 }, 1, TimeSpan.FromMilliseconds(asked)), Is.EqualTo(TimeSpan.FromMilliseconds(expected)));

    [Test]
    public void After_IsANumber_WhereverItIsAsked(
        [Values(0, 1, 31_536_000_000)] long delay, [Values(1, 2, 10)] double multiplier, [Values(1, 310, 999)] int attempts)
    {
        var wait = new RetryDelay(() => 1).After(new DeliveryRetry(1000, delay, multiplier, 31_536_000_000), attempts, null);

        Assert.That(wait, Is.InRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(31_536_000_000)));
    }
}
