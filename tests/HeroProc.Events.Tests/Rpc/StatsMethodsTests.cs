namespace HeroProc.Events.Tests.Rpc;

[Parallelizable(ParallelScope.All)]
internal sealed class StatsMethodsTests
{
    [Test, CancelAfter(30_000)]
    public async Task Stats_CountsWhatIsThere(CancellationToken token)
    {
        await using var events = await RunningEvents.StartAsync(token);
        await events.CallAsync("event.register", """{"trigger":{"id":"t","event_source_id":"manual","filter":{"type":["push"]},"action":{"kind":"job","action":"a"}}}""", token);
        await events.EmitAsync("""{"type":"push"}""", token);
        var oldest = (await events.Jobs.NextAsync(token)).IdempotencyKey;
        await events.EmitAsync("""{"type":"push"}""", token);
        await events.EmitAsync("""{"type":"tag"}""", token);

        var stats = await events.CallAsync("event.stats", "{}", token);

        Assert.That(stats.GetProperty("events").GetInt64(), Is.EqualTo(3));
        Assert.That(stats.GetProperty("events_by_source").GetProperty("manual").GetInt64(), Is.EqualTo(3));
        Assert.That(stats.GetProperty("matches_by_trigger").GetProperty("t").GetInt64(), Is.EqualTo(2));
        var states = stats.GetProperty("deliveries_by_state");
        Assert.That(states.EnumerateObject().Sum(static state => state.Value.GetInt64()), Is.EqualTo(2));
        Assert.That(states.GetProperty("dead").GetInt64(), Is.Zero);
        Assert.That(stats.GetProperty("oldest_unfinished").GetProperty("id").GetString(), Is.EqualTo(oldest));
        Assert.That(stats.GetProperty("journal").GetProperty("records").GetInt64(), Is.GreaterThanOrEqualTo(7));
        Assert.That(stats.GetProperty("journal").GetProperty("bytes").GetInt64(), Is.Positive);
        Assert.That(stats.GetProperty("routing_lag").GetInt64(), Is.Not.Negative);
    }
}
