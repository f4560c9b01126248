using HeroProc.Events.Deliveries;
using HeroProc.Events.TestKit;

namespace HeroProc.Events.Tests.Deliveries;

[Parallelizable]
public sealed class DeliveryLedgerTests
{
    [Test]
    public async Task WriteAsync_KeepsTheNewest_WhileTheDiskIsFull()
    {
        await using var rig = await new EventsRig().StartAsync();
        await rig.EmitAsync();
        await rig.IdleAsync();
        var ledger = rig.Life.Ledger;
        rig.Disk.ReadOnly = true;

        var first = ledger.WriteAsync(Some.Delivery(1, DeliveryState.Running));
        await UntilAsync(() => ledger.IsFailing);
        var second = ledger.WriteAsync(Some.Delivery(1, DeliveryState.Succeeded) with { LastError = "newest" });
        Assert.That((first.IsCompleted, second.IsCompleted, ledger.Find("d1")?.State), Is.EqualTo((false, false, (DeliveryState?)DeliveryState.Succeeded)));

        rig.Disk.ReadOnly = false;
        while (!second.IsCompleted)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await first;
        await rig.IdleAsync();
        Assert.That((ledger.IsFailing, (await rig.Store.FindDeliveryAsync("d1", default))?.LastError), Is.EqualTo((false, "newest")));
    }

    [Test]
    public async Task WriteAsync_BringsThousandsToDisk()
    {
        await using var rig = await new EventsRig().StartAsync();

        await rig.Life.Ledger.WriteAsync([.. Enumerable.Range(1, 20_000).Select(static seq => Some.Delivery(seq))]);
        await rig.CrashAndRestartAsync(power: true);

        Assert.That(await rig.Store.FindDeliveryAsync("d20000", default), Is.Not.Null);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
