using HeroProc.Events.Store;
using HeroProc.Events.TestKit;

namespace HeroProc.Events.Tests.Store;

[Parallelizable]
public sealed class StoreFeederTests
{
    [Test]
    public async Task AskAsync_RebuildsADamagedIndex_AndAnswersTheSame()
    {
        await using var rig = await new EventsRig().StartAsync();
        await rig.SetAsync(Some.Trigger("t"));
        for (var i = 0; i < 20; i++)
        {
            await rig.EmitAsync(id: $"e{i}");
        }

        var before = (await rig.DeliveriesAsync()).ToList();
        rig.Store.IsDamaged = true;

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.Life.Feeder.AskAsync(
            static store => store.ListDeliveriesAsync(new DeliveryFilter { OldestFirst = true, Limit = 1000 }, default), default)));

        Assert.Multiple(() =>
        {
            Assert.That(asked, Is.All.EqualTo(before).Using<HeroProc.Events.Deliveries.Delivery>(static (a, b) => a.Id == b.Id && a.State == b.State && a.JobId == b.JobId));
            Assert.That(rig.Store.Resets, Is.EqualTo(1), "Eight readers that find it damaged are one rebuilding.");
        });
    }

    [Test]
    public async Task RunAsync_RebuildsWhatItFindsDamagedWhileWriting_AndEventsAreTakenMeanwhile()
    {
        await using var rig = await new EventsRig().StartAsync();
        await rig.EmitAsync(id: "before");
        await rig.IdleAsync();
        rig.Store.IsDamaged = true;

        await rig.EmitAsync(id: "after");
        await rig.IdleAsync();

        Assert.That((await rig.Store.ListEventsAsync(new(), default)).Select(static entry => entry.Id), Is.EqualTo(["after", "before"]));
    }

    [Test]
    public async Task CatchUpAsync_EndsWithItsToken_WhenTheIndexStandsStill()
    {
        var waiters = new SeqWaiters();
        using var stop = new CancellationTokenSource();
        var five = waiters.WaitAsync(5, stop.Token);
        var six = waiters.WaitAsync(6, default);
        waiters.Advance(5);
        await five;
        Assert.That(six.IsCompleted, Is.False);
        waiters.Reset();
        waiters.Advance(4);
        var again = waiters.WaitAsync(5, stop.Token);
        await stop.CancelAsync();

        Assert.That(async () => await again, Throws.InstanceOf<OperationCanceledException>());
        waiters.Advance(6);
        await six;
    }
}
