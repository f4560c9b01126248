using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Rpc;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExplainMethodsTests
{
    private RunningEvents _events = null!;

    [SetUp]
    public async Task StartAsync() => _events = await RunningEvents.StartAsync(TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task StopAsync() => await _events.DisposeAsync();

    [Test, CancelAfter(30_000)]
    public async Task Explain_NamesTheClauseThatIsFalse_AndWhatWasSeen(CancellationToken token)
    {
        await TriggerAsync("t", """{"type":["push"],"data":{"ref":["main"],"gone":[{"exists":false}]}}""", token);
        var eventId = await _events.EmitAsync("""{"type":"push","data":{"ref":"dev"}}""", token);

        var answer = await _events.CallAsync("event.explain", $$"""{"event_id":"{{eventId}}","trigger_id":"t"}""", token);

        Assert.That(answer.GetProperty("matched").GetBoolean(), Is.False);
        Assert.That(answer.GetProperty("matched_then").GetBoolean(), Is.False);
        var clauses = answer.GetProperty("clauses").EnumerateArray().ToDictionary(static clause => clause.GetProperty("path").GetString()!);
        Assert.That(clauses["type"].GetProperty("matched").GetBoolean(), Is.True);
        Assert.That(clauses["data.ref"].GetProperty("matched").GetBoolean(), Is.False);
        Assert.That(clauses["data.ref"].GetProperty("actual").GetString(), Is.EqualTo("dev"));
        Assert.That(clauses["data.gone"].GetProperty("matched").GetBoolean(), Is.True);
        Assert.That(clauses["data.gone"].TryGetProperty("actual", out _), Is.False);
    }

    [Test, CancelAfter(30_000)]
    public async Task Explain_TellsThenFromNow_WhenTheFilterChanged(CancellationToken token)
    {
        await TriggerAsync("t", """{"type":["push"]}""", token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        await TriggerAsync("t", """{"type":["tag"]}""", token);

        var answer = await _events.CallAsync("event.explain", $$"""{"event_id":"{{eventId}}","trigger_id":"t"}""", token);

        Assert.That(answer.GetProperty("matched").GetBoolean(), Is.False);
        Assert.That(answer.GetProperty("matched_then").GetBoolean(), Is.True);
    }

    [Test, CancelAfter(30_000)]
    public async Task Explain_GivesTheReason_WhenNoClauseIsToBlame(CancellationToken token)
    {
        await TriggerAsync("t", filter: null, token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        await _events.CallAsync("trigger.disable", """{"trigger_id":"t"}""", token);

        var answer = await _events.CallAsync("event.explain", $$"""{"event_id":"{{eventId}}","trigger_id":"t"}""", token);

        Assert.That(answer.GetProperty("matched").GetBoolean(), Is.False);
        Assert.That(answer.GetProperty("reason").GetString(), Does.Contain("disabled"));
    }

    [TestCase("""{"event_id":"missing","trigger_id":"t"}""", "event")]
    [TestCase("""{"event_id":"missing","trigger_id":"u"}""", "trigger")]
    [CancelAfter(30_000)]
    public async Task Explain_Refuses_WhatIsNotThere(string parameters, string kind, CancellationToken token)
    {
        await TriggerAsync("t", filter: null, token);

        var error = await _events.RefusalAsync("event.explain", parameters, token);

        Assert.That(error.Code, Is.EqualTo(RpcErrorCode.NotFound));
        Assert.That(error.Details!["kind"]!.GetValue<string>(), Is.EqualTo(kind));
    }

    [Test, CancelAfter(30_000)]
    public async Task Test_RendersTheMatches_AndPutsTheNearestMissFirst(CancellationToken token)
    {
        _events.Actions.Set("a", """{"type":"object","properties":{"n":{"type":"integer"}}}""");
        await TriggerAsync("far", """{"type":["tag"],"data":{"n":[2]}}""", token);
        await TriggerAsync("hit", """{"type":["push"]}""", token, """{"n":"{{ data.n }}"}""");
        await TriggerAsync("near", """{"type":["push"],"data":{"n":[2]}}""", token);
        await _events.CallAsync("event.register", """{"trigger":{"id":"off","event_source_id":"manual","enabled":false,"action":{"kind":"job","action":"a"}}}""", token);

        var answer = await _events.CallAsync("event.test", """{"event":{"source_id":"manual","type":"push","data":{"n":1},"headers":{"X-A":"b"}}}""", token);

        var match = answer.GetProperty("matches").EnumerateArray().Single();
        Assert.That(match.GetProperty("trigger_id").GetString(), Is.EqualTo("hit"));
        Assert.That(match.GetProperty("inputs").GetRawText(), Is.EqualTo("""{"n":1}"""));
        Assert.That(match.TryGetProperty("error", out _), Is.False);
        Assert.That(answer.GetProperty("explanations").EnumerateArray().Select(static one => one.GetProperty("trigger_id").GetString()), Is.EqualTo(new[] { "hit", "near", "far" }));
        var listed = await _events.CallAsync("event.list", """{}""", token);
        Assert.That(listed.GetProperty("events").GetArrayLength(), Is.Zero, "nothing is stored");
    }

    [TestCase("""{"n":"{{ data.text }}"}""", "inputs.n")]
    [TestCase("""{"n":"{{ data.missing }}"}""", "data.missing")]
    [CancelAfter(30_000)]
    public async Task Test_TellsWhyADeliveryWouldFail_WhenTheInputsDoNotFit(string inputs, string named, CancellationToken token)
    {
        _events.Actions.Set("a", """{"type":"object","properties":{"n":{"type":"integer"}}}""");

        var answer = await _events.CallAsync("event.test", $$$"""{"event":{"source_id":"manual","type":"push","data":{"text":"x"}},"trigger":{"action":{"kind":"job","action":"a","inputs":{{{inputs}}} } } }""", token);

        var match = answer.GetProperty("matches").EnumerateArray().Single();
        Assert.That(match.GetProperty("error").GetString(), Does.Contain(named));
    }

    [Test, CancelAfter(30_000)]
    public async Task Test_AsksOnlyTheTriggerGiven(CancellationToken token)
    {
        await TriggerAsync("registered", filter: null, token);

        var answer = await _events.CallAsync("event.test", """{"event":{"source_id":"elsewhere","type":"push","headers":{"X-A":"b"}},"trigger":{"id":"mine","filter":{"headers":{"x-a":["b"]}},"action":{"kind":"emit","type":"seen"}}}""", token);

        Assert.That(answer.GetProperty("matches").EnumerateArray().Single().GetProperty("trigger_id").GetString(), Is.EqualTo("mine"));
        Assert.That(answer.GetProperty("explanations").GetArrayLength(), Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Test_ReportsEveryFault_WhenTheTriggerIsWrong(CancellationToken token)
    {
        var error = await _events.RefusalAsync("event.test", """{"event":{"source_id":"manual","type":"push"},"trigger":{"filter":{"type":"push"},"action":{"kind":"dance"}}}""", token);

        var paths = error.Details!["errors"]!.AsArray().Select(static fault => fault!["path"]!.GetValue<string>()).ToList();
        Assert.That(paths, Has.Some.StartsWith("trigger.filter").And.Some.EqualTo("trigger.action.kind"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Test_SaysWhenItLeavesTriggersOut(CancellationToken token)
    {
        await Task.WhenAll(Enumerable.Range(0, 1003).Select(i => TriggerAsync($"t{i:d4}", $$$"""{"data":{"n":[{{{i}}}]}}""", token)));

        var answer = await _events.CallAsync("event.test", """{"event":{"source_id":"manual","type":"push","data":{"n":1002}}}""", token);

        Assert.That(answer.GetProperty("explanations").GetArrayLength(), Is.EqualTo(1000));
        Assert.That(answer.GetProperty("explanations")[0].GetProperty("trigger_id").GetString(), Is.EqualTo("t1002"));
        Assert.That(answer.GetProperty("truncated").GetBoolean(), Is.True);
    }

    [Test, CancelAfter(30_000)]
    public async Task Backtest_TellsWhatAChangeGainsAndLoses(CancellationToken token)
    {
        await TriggerAsync("t", """{"data":{"n":[{"numeric":["<",3]}]}}""", token);
        List<string> ids = [];
        for (var n = 0; n < 5; n++)
        {
            ids.Add(await _events.EmitAsync($$$"""{"type":"push","data":{"n":{{{n}}}}}""", token));
        }

        var answer = await _events.CallAsync("event.backtest", """{"trigger":{"id":"t","event_source_id":"manual","filter":{"data":{"n":[{"numeric":[">",1]}]}},"action":{"kind":"emit","type":"x"}}}""", token);

        Assert.That(answer.GetProperty("evaluated").GetInt32(), Is.EqualTo(5));
        Assert.That(answer.GetProperty("matched").GetInt32(), Is.EqualTo(3));
        Assert.That(Texts(answer.GetProperty("event_ids")), Is.EqualTo(new[] { ids[4], ids[3], ids[2] }));
        Assert.That(Texts(answer.GetProperty("differs_from_current").GetProperty("gained")), Is.EqualTo(new[] { ids[4], ids[3] }));
        Assert.That(Texts(answer.GetProperty("differs_from_current").GetProperty("lost")), Is.EqualTo(new[] { ids[1], ids[0] }));
        Assert.That(answer.TryGetProperty("truncated", out _), Is.False);
    }

    [Test, CancelAfter(30_000)]
    public async Task Backtest_EndsAtItsLimit_AndSaysSo(CancellationToken token)
    {
        for (var n = 0; n < 3; n++)
        {
            await _events.EmitAsync("""{"type":"push"}""", token);
        }

        var answer = await _events.CallAsync("event.backtest", """{"trigger":{"event_source_id":"*","action":{"kind":"emit","type":"x"}},"limit":2}""", token);

        Assert.That(answer.GetProperty("evaluated").GetInt32(), Is.EqualTo(2));
        Assert.That(answer.GetProperty("truncated").GetBoolean(), Is.True);
        Assert.That(answer.TryGetProperty("differs_from_current", out _), Is.False);
    }

    [TestCase("0")]
    [TestCase("100001")]
    [CancelAfter(30_000)]
    public async Task Backtest_Refuses_ALimitOutOfRange(string limit, CancellationToken token)
    {
        var error = await _events.RefusalAsync("event.backtest", $$$"""{"trigger":{"event_source_id":"*","action":{"kind":"emit","type":"x"}},"limit":{{{limit}}}}""", token);

        Assert.That(error.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(static item => item.GetString());

    private async Task TriggerAsync(string id, string? filter, CancellationToken token, string inputs = "null") =>
        await _events.CallAsync("event.register", $$$"""{"trigger":{"id":"{{{id}}}","event_source_id":"manual","filter":{{{filter ?? "null"}}},"action":{"kind":"job","action":"a","inputs":{{{inputs}}} } } }""", token);
}
