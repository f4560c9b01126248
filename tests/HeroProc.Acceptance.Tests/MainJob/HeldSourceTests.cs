using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>What a person does to stop and go on: hold, release, discard, disable.</summary>
[TestFixture]
public sealed class HeldSourceTests
{
    [Test, CancelAfter(120_000)]
    public async Task Paused_KeepsEventsWhoseDeliveriesWait_UntilReleasedOrDiscarded()
    {
        await using var host = await StartAsync();
        await host.ResultAsync("source.pause", new { source_id = "bot" });
        string[] ids = [await host.EmitAsync("bot", new { n = 0 }), await host.EmitAsync("bot", new { n = 1 }), await host.EmitAsync("bot", new { n = 2 })];
        var held = await Eventually.IsAsync(() => host.ResultAsync("delivery.list", new { state = "held" }), static page => page.GetProperty("deliveries").GetArrayLength() == 3);
        var deliveries = held.GetProperty("deliveries").EnumerateArray().ToDictionary(static one => one.GetProperty("event_id").GetString()!, static one => one.GetProperty("id").GetString()!);
        Assert.That(deliveries.Keys, Is.EquivalentTo(ids));

        await host.ResultAsync("delivery.discard", new { delivery_id = deliveries[ids[0]] });
        await host.ResultAsync("delivery.release", new { delivery_id = deliveries[ids[1]] });
        await host.OnlyJobAsync(ids[1]);
        Assert.That(await host.StatesOfAsync("bot"), Is.EqualTo(new[] { "held", "succeeded", "discarded" }));
        await host.ResultAsync("source.resume", new { source_id = "bot" });
        await host.ResultAsync("delivery.release", new { filter = new { trigger_id = "bot" } });
        await host.OnlyJobAsync(ids[2]);
        await host.OnlyJobAsync(await host.EmitAsync("bot"));

        Assert.That(await host.JobsOfAsync("show"), Has.Length.EqualTo(3));
        Assert.That((await host.ErrorAsync("delivery.release", new { delivery_id = deliveries[ids[2]] })).GetProperty("code").GetInt32(), Is.EqualTo(-32003));
    }

    [Test, CancelAfter(120_000)]
    public async Task Disabled_TriggersMatchNothing_AndSourcesTakeNothing()
    {
        await using var host = await StartAsync();
        await host.ResultAsync("trigger.disable", new { trigger_id = "bot" });
        var found = await host.DeliveredAsync(await host.EmitAsync("bot"));
        Assert.That(found.GetProperty("deliveries").GetArrayLength(), Is.Zero);
        Assert.That(found.GetProperty("event").GetProperty("matched_triggers").GetArrayLength(), Is.Zero);
        await host.ResultAsync("trigger.enable", new { trigger_id = "bot" });
        await host.OnlyJobAsync(await host.EmitAsync("bot"));

        await host.ResultAsync("source.set", new { source = new { id = "bot", source_type = "manual", state = "disabled" } });

        Assert.That((await host.ErrorAsync("event.emit", new { source_id = "bot", type = "x" })).GetProperty("code").GetInt32(), Is.EqualTo(-32003));
        Assert.That(await host.EventIdsAsync(), Has.Length.EqualTo(2));
    }

    private static async Task<HostProcess> StartAsync()
    {
        var host = await HostProcess.StartAsync();
        await host.SetShowingActionAsync();
        await host.RegisterManualAsync("bot");
        return host;
    }
}
