using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Tests.Jobs;

internal sealed class ReadyQueueTests
{
    private readonly ReadyQueue _queue = new();

    [Test]
    public void Take_LetsOthersPass_WhenAnActionRunsAsOftenAsItMay_AndKeepsItsPlace()
    {
        var (a1, a2, a3, b1, b2) = (Job("a1", "a", 1), Job("a2", "a", 1), Job("a3", "a", 1), Job("b1", "b", 0), Job("b2", "b", 0));
        foreach (var job in (JobEntry[])[a1, a2, a3, b1])
            _queue.Add(job, 0, 0);
        Assert.That(TakeAll(), Is.EqualTo((string[])["a1", "b1"]));
        _queue.Add(b2, 0, 0);
        _queue.Ended(a1);
        Assert.That(TakeAll(), Is.EqualTo((string[])["a2", "b2"]));
        _queue.Ended(a2);
        Assert.That(TakeAll(), Is.EqualTo((string[])["a3"]));
    }

    [Test]
    public void Take_HoldsAJobBackUntilItIsDue()
    {
        _queue.Add(Job("later"), 20, 10);
        _queue.Add(Job("soon"), 15, 10);
        _queue.Add(Job("now"), 0, 10);
        Assert.That(_queue.NextDue(), Is.EqualTo(15));
        Assert.That(TakeAll(14), Is.EqualTo((string[])["now"]));
        Assert.That(TakeAll(25), Is.EqualTo((string[])["soon", "later"]));
        Assert.That(_queue.NextDue(), Is.Null);
    }

    [Test]
    public void Take_GivesAJobOnce_HoweverOftenItWasAdded()
    {
        var job = Job("one");
        _queue.Add(job, 0, 0);
        _queue.Add(job, 50, 0);
        Assert.That(TakeAll(), Is.Empty);
        Assert.That(TakeAll(50), Is.EqualTo((string[])["one"]));
    }

    [Test]
    public void Take_PassesOverWhatIsBusyOrDoesNotWait()
    {
        var busy = Job("busy");
        var cancelled = new JobEntry(Job("x").State with { Phase = JobPhase.Cancelled });
        _queue.Add(busy, 0, 0);
        _queue.Add(cancelled, 0, 0);
        Assert.That(_queue.Take(0, job => job == busy), Is.Null);
    }

    private static JobEntry Job(string id, string? action = null, int instances = 0) => new(new JobState { Id = id, Order = 1, Action = action, Instances = instances });

    private List<string> TakeAll(long now = 0)
    {
        var taken = new List<string>();
        while (_queue.Take(now, static _ => false) is { } job)
            taken.Add(job.State.Id);
        return taken;
    }
}
