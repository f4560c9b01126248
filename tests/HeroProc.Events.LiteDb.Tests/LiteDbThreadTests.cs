namespace HeroProc.Events.LiteDb.Tests;

internal sealed class LiteDbThreadTests
{
    [Test, CancelAfter(10_000)]
    public async Task RunAsync_DoesWorkInOrder_OnOneThread()
    {
        await using var thread = new LiteDbThread();
        var order = new List<int>();
        var threads = new HashSet<int>();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => thread.RunAsync(
            () =>
            {
                order.Add(i);
                threads.Add(Environment.CurrentManagedThreadId);
            },
            CancellationToken.None)));
        Assert.That(order, Has.Count.EqualTo(1000));
        Assert.That(order.Take(200), Is.Ordered);
        Assert.That(threads, Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(10_000)]
    public async Task RunAsync_GivesTheCallerTheException_AndGoesOn()
    {
        await using var thread = new LiteDbThread();
        Assert.That(async () => await thread.RunAsync(() => throw new InvalidOperationException("no"), CancellationToken.None), Throws.InvalidOperationException);
        Assert.That(await thread.RunAsync(() => 7, CancellationToken.None), Is.EqualTo(7));
    }

    [Test, CancelAfter(10_000)]
    public async Task RunAsync_IsCancelled_OnlyBeforeItsWorkBegins()
    {
        await using var thread = new LiteDbThread();
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var first = thread.RunAsync(
            () =>
            {
                begun.Set();
                goOn.Wait();
                return 1;
            },
            cancellation.Token);
        begun.Wait();
        var ran = false;
        var second = thread.RunAsync(() => ran = true, cancellation.Token);
        await cancellation.CancelAsync();
        goOn.Set();
        Assert.That(await first, Is.EqualTo(1));
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(ran, Is.False);
    }

    [Test, CancelAfter(10_000)]
    public async Task DisposeAsync_FinishesWhatIsQueued_AndTakesNoMore()
    {
        var thread = new LiteDbThread();
        var done = 0;
        var queued = Enumerable.Range(0, 50).Select(_ => thread.RunAsync(() => { done++; }, CancellationToken.None)).ToList();
        await thread.DisposeAsync();
        await Task.WhenAll(queued);
        Assert.That(done, Is.EqualTo(50));
        Assert.That(async () => await thread.RunAsync(() => 1, CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
    }
}
