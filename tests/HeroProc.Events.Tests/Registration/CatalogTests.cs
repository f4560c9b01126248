using HeroProc.Events.Deliveries;
using HeroProc.Events.Sources;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Registration;

[Parallelizable]
public sealed class CatalogTests
{
    private EventsRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await new EventsRig().StartAsync();

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    private static EventSource Hook(string id, string config = """{"provider":"generic","allow_unsigned":true}""") =>
        new() { Id = id, SourceType = "webhook", Config = Some.Json(config) };

    private Task<RpcResult<HeroProc.Events.Registration.Registration>> SetAsync(EventSource? source, HeroProc.Events.Triggers.EventTrigger? trigger = null) =>
        _rig.Life.Registrar.SetAsync(source, trigger, default).AsTask();

    private static IEnumerable<string?> Paths(RpcError? error) => error?.Details?["errors"]?.AsArray().Select(static item => item!["path"]!.GetValue<string>()) ?? [];

    [Test]
    public async Task SetAsync_SetsNeither_WhenOneHalfIsWrong()
    {
        var result = await SetAsync(Some.Source("s"), Some.Trigger("t", "s", filter: """{"data":{"a":[{"no-such":1}]}}"""));

        Assert.Multiple(() =>
        {
            Assert.That(result.Error?.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(Paths(result.Error).Single(), Does.StartWith("trigger.filter.data.a"));
            Assert.That(_rig.Life.Catalog.State.Sources.Keys, Is.EqualTo(["manual"]));
        });
    }

    [Test]
    public async Task SetAsync_SetsBoth_ForGood()
    {
        Assert.That((await SetAsync(Hook("s"), Some.Trigger("t", "s"))).Value, Has.Property("Created").True.And.Property("WebhookPath").EqualTo("s"));
        await _rig.CrashAndRestartAsync(power: true);

        Assert.Multiple(async () =>
        {
            Assert.That(_rig.Life.Catalog.State.Sources.Keys, Is.EqualTo(["manual", "s"]));
            Assert.That(_rig.Life.Catalog.State.Triggers.Keys, Is.EqualTo(["t"]));
            Assert.That((await SetAsync(Hook("s"), Some.Trigger("t", "s"))).Value?.Created, Is.False);
        });
    }

    [Test]
    public async Task SetAsync_SetsNothing_WhenTheDiskTakesNothing()
    {
        _rig.Disk.ReadOnly = true;
        var result = await SetAsync(Some.Source("s"), Some.Trigger("t", "s"));
        _rig.Disk.ReadOnly = false;

        Assert.Multiple(() =>
        {
            Assert.That(result.Error?.Code, Is.EqualTo(RpcErrorCode.StorageUnavailable));
            Assert.That(_rig.Life.Catalog.State.Sources.ContainsKey("s"), Is.False);
        });
    }

    [Test]
    public async Task SetAsync_Conflicts_WhenThePathBelongsToAnother_AlsoAfterARestart()
    {
        await SetAsync(Hook("a", """{"provider":"generic","allow_unsigned":true,"path":"x"}"""));
        Assert.That((await SetAsync(Hook("x"))).Error?.Code, Is.EqualTo(RpcErrorCode.Conflict));
        await _rig.CrashAndRestartAsync();
        Assert.That((await SetAsync(Hook("x"))).Error?.Code, Is.EqualTo(RpcErrorCode.Conflict));
        Assert.That((await SetAsync(Hook("a", """{"provider":"generic","allow_unsigned":true,"path":"y"}"""))).Succeeded, Is.True, "Its own path is no conflict.");
        Assert.That((await SetAsync(Hook("x"))).Succeeded, Is.True, "The path is free again.");
        await _rig.Life.Registrar.RemoveAsync("x", null, default);
        Assert.That((await SetAsync(Hook("b", """{"provider":"generic","allow_unsigned":true,"path":"x"}"""))).Succeeded, Is.True, "The path is free again.");
    }

    [TestCase("""{"provider":"generic","secrets":["a"],"secrets":["b"]}""", "source.config.secrets")]
    [TestCase("""{"provider":"generic","verify":{"scheme":"token","scheme":"hmac"}}""", "source.config.verify.scheme")]
    [TestCase("""{"provider":"generic","a\u0062":1,"ab":2}""", "source.config.ab")]
    [TestCase("""{"provider":"\ud800"}""", "source.config.provider")]
    [TestCase("""{"\udc00":1}""", "source.config")]
    [TestCase("""["generic"]""", "source.config")]
    [TestCase("\"generic\"", "source.config")]
    public async Task SetAsync_RefusesAConfig_ThatSaysTwoThingsOrNone(string config, string path)
    {
        await SetAsync(Hook("s"));

        Assert.That(Paths((await SetAsync(Hook("s", config))).Error), Is.EqualTo([path]));
    }

    [Test]
    public async Task SetAsync_NamesTheMissingSource()
    {
        Assert.Multiple(async () =>
        {
            Assert.That(Paths((await SetAsync(null, Some.Trigger("t", ""))).Error), Is.EqualTo(["trigger.event_source_id"]));
            Assert.That((await SetAsync(null, Some.Trigger("t", "nobody"))).Error?.Code, Is.EqualTo(RpcErrorCode.NotFound));
            Assert.That((await SetAsync(null, Some.Trigger("t", "*"))).Succeeded, Is.True);
        });
    }

    [Test]
    public async Task ChangeSourceAsync_LosesNoChange_WhenManyComeAtOnce()
    {
        await SetAsync(Some.Source("s") with { Name = "" });

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => _rig.Life.Registrar.ChangeSourceAsync("s", source => source with { Name = source.Name + "x" }, default).AsTask())));

        Assert.That(_rig.Life.Catalog.Find("s")?.Name, Is.EqualTo(new string('x', 40)));
    }

    [Test]
    public async Task ChangeSourceAsync_DoesNotBringARemovedSourceBack()
    {
        await SetAsync(Some.Source("s"));
        var pause = _rig.Life.Registrar.ChangeSourceAsync("s", static source => source with { State = SourceState.Held }, default).AsTask();
        var remove = _rig.Life.Registrar.RemoveAsync("s", null, default).AsTask();
        await Task.WhenAll(pause, remove);

        Assert.That((await _rig.Life.Registrar.ChangeSourceAsync("s", static source => source, default)).Error?.Code, Is.EqualTo(RpcErrorCode.NotFound));
    }

    [Test]
    public async Task RemoveAsync_TakesTheTriggersOfASource_AndLeavesTheOthers()
    {
        await SetAsync(Some.Source("s"), Some.Trigger("t1", "s"));
        await _rig.SetAsync(Some.Trigger("t2", "s"), Some.Trigger("all", "*"), Some.Trigger("m"));

        Assert.That((await _rig.Life.Registrar.RemoveAsync("s", null, default)).Value, Is.True);
        Assert.That((await _rig.Life.Registrar.RemoveAsync("s", null, default)).Value, Is.False);

        Assert.Multiple(async () =>
        {
            Assert.That(_rig.Life.Catalog.State.Triggers.Keys, Is.EqualTo(["all", "m"]));
            Assert.That((await _rig.Life.Registrar.RemoveAsync("manual", null, default)).Error?.Code, Is.EqualTo(RpcErrorCode.Refused));
        });
    }

    [Test]
    public async Task AnEvent_MeetsTheCatalog_AsItWasWhenItWasAccepted()
    {
        await SetAsync(Some.Source("s"), Some.Trigger("before", "s"));
        await _rig.SetAsync(Some.Trigger("changed", "s", filter: """{"type":["push"]}"""));

        await _rig.EmitAsync("push", source: "s", id: "e");
        await ChangeAllAsync();
        await _rig.IdleAsync();

        Assert.That((await _rig.Store.FindEventAsync("e", default))!.MatchedTriggers, Is.EqualTo(["before", "changed"]));
    }

    [Test]
    public async Task AnEvent_MeetsTheCatalog_AsItWasWhenItWasAccepted_WhenTheHostDiesBeforeItIsRouted()
    {
        await SetAsync(Some.Source("s"), Some.Trigger("before", "s"));
        await _rig.SetAsync(Some.Trigger("changed", "s", filter: """{"type":["push"]}"""));
        await _rig.IdleAsync();
        _rig.HoldRouting = true;
        await _rig.CrashAndRestartAsync();
        await _rig.EmitAsync("push", source: "s", id: "e");

        var changes = ChangeAllAsync();
        while (!_rig.Life.Catalog.State.Triggers["changed"].Filter.ToString()!.Contains("other", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        Assert.That(changes.IsCompleted, Is.False, "A change is answered only once the events before it were offered.");
        _rig.HoldRouting = false;
        await _rig.CrashAndRestartAsync(power: true);
        await _rig.IdleAsync();

        Assert.That((await _rig.Store.FindEventAsync("e", default))!.MatchedTriggers, Is.EqualTo(["before", "changed"]));
        await _rig.EmitAsync("push", source: "s", id: "later");
        await _rig.IdleAsync();
        Assert.That((await _rig.Store.FindEventAsync("later", default))!.MatchedTriggers, Is.EqualTo(["before"]));
    }

    private async Task ChangeAllAsync()
    {
        await SetAsync(null, Some.Trigger("changed", "s", filter: """{"type":["other"]}"""));
        await _rig.Life.Registrar.RemoveAsync(null, "before", default);
        await _rig.SetAsync(Some.Trigger("after", "s"));
    }
}
