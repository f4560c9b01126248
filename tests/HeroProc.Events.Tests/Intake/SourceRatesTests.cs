using HeroProc.Events.Intake;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.Tests.Intake;

[TestFixture]
public sealed class SourceRatesTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Take_TakesTheBurstAndThenNamesTheWait()
    {
        var rates = new SourceRates(4, _time);

        var answers = Enumerable.Range(0, 5).Select(_ => rates.Take("s")).ToArray();

        Assert.That(answers, Is.EqualTo(new TimeSpan?[] { null, null, null, null, TimeSpan.FromMilliseconds(250) }));
    }

    [Test]
    public void Take_TakesAgain_AfterTheWaitItNamed()
    {
        var rates = new SourceRates(1, _time);
        Assert.That(rates.Take("s"), Is.Null);

        _time.Advance(rates.Take("s")!.Value);

        Assert.That(rates.Take("s"), Is.Null);
    }

    [Test]
    public void Take_CountsEverySourceForItself()
    {
        var rates = new SourceRates(1, _time);
        Assert.That(rates.Take("loud"), Is.Null);
        Assert.That(rates.Take("loud"), Is.Not.Null);

        Assert.That(rates.Take("quiet"), Is.Null);
    }

    [Test]
    public void Take_NeverFillsMoreThanTheBurst()
    {
        var rates = new SourceRates(2, _time);
        rates.Take("s");
        _time.Advance(TimeSpan.FromDays(1));

        var taken = Enumerable.Range(0, 10).Count(_ => rates.Take("s") is null);

        Assert.That(taken, Is.EqualTo(2));
    }

    [Test]
    public void Take_SetsNoLimit_WhenThereIsNone() =>
        Assert.That(Enumerable.Range(0, 10_000).Select(_ => new SourceRates(0, _time).Take("s")), Has.All.Null);
}
