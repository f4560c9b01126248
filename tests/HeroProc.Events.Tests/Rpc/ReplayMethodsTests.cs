using System.Text.Json;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Store;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Rpc;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReplayMethodsTests
{
    private RunningEvents _events = null!;

    [SetUp]
    public async Task StartAsync() => _events = await RunningEvents.StartAsync(TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task StopAsync() => await _events.DisposeAsync();

    [Test, CancelAfter(30_000)]
    public async Task Replay_RunsAgainUnderTheNextNumber_EachTimeItIsAsked(CancellationToken token)
    {
        await TriggerAsync("t", """{"type":["push"]}""", token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        var first = await FinishNextAsync(token);

        var second = Ids(await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token)).Single();
        Assert.That(await FinishNextAsync(token), Is.EqualTo(second));
        var third = Ids(await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token)).Single();
        Assert.That(await FinishNextAsync(token), Is.EqualTo(third));

        Assert.That(new[] { first, second, third }, Is.Unique);
        var known = (await _events.CallAsync("event.get", $$"""{"event_id":"{{eventId}}"}""", token)).GetProperty("deliveries").EnumerateArray().ToList();
        Assert.That(known.Select(static delivery => delivery.GetProperty("id").GetString()), Is.EquivalentTo([first, second, third]));
        Assert.That(known.Where(delivery => delivery.GetProperty("id").GetString() != first).Select(static delivery => delivery.GetProperty("replay_of").GetString()), Is.All.EqualTo(first));
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_AsksTheFiltersAsTheyAreNow_WithoutATrigger(CancellationToken token)
    {
        await TriggerAsync("t", """{"type":["push"]}""", token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        await FinishNextAsync(token);
        await TriggerAsync("t", """{"type":["tag"]}""", token);
        await TriggerAsync("u", """{"type":["push"]}""", token);

        var answer = await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token);

        Assert.That(answer.GetProperty("replayed").GetInt32(), Is.EqualTo(1));
        var delivery = await DeliveryAsync(Ids(answer).Single(), token);
        Assert.That(delivery.TriggerId, Is.EqualTo("u"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_GivesATriggerWhatItsFilterDenies_WhenItIsNamed(CancellationToken token)
    {
        await TriggerAsync("t", """{"type":["tag"]}""", token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        var none = await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token);

        var answer = await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}","trigger_id":"t"}""", token);

        Assert.That(none.GetProperty("replayed").GetInt32(), Is.Zero);
        Assert.That(Ids(none), Is.Empty);
        Assert.That(await FinishNextAsync(token), Is.EqualTo(Ids(answer).Single()));
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_MakesEachDeliveryOnce_WhenManyAskAtOnce(CancellationToken token)
    {
        await TriggerAsync("t", filter: null, token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token)));

        Assert.That(answers.SelectMany(Ids).ToList(), Is.Unique.And.Count.EqualTo(20));
        for (var i = 0; i < 21; i++)
        {
            await FinishNextAsync(token);
        }

        Assert.That(_events.Jobs.Count, Is.EqualTo(21));
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_IsKept_WhenTheHostEndsBeforeItRan(CancellationToken token)
    {
        await TriggerAsync("t", filter: null, token, policy: """{"max_concurrent":1}""");
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        await _events.Jobs.NextAsync(token);
        var waiting = Ids(await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token)).Single();

        _events = await _events.RestartAsync(token);

        Assert.That((await DeliveryAsync(waiting, token)).State, Is.EqualTo(DeliveryState.Pending));
        // The first one's job is unknown to the new queue, so its attempt failed and waits; the replay has the place.
        Assert.That((await _events.Jobs.NextAsync(token)).IdempotencyKey, Is.EqualTo(waiting));
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_PassesByTheBusinessKey_AndTakesNone(CancellationToken token)
    {
        await TriggerAsync("t", filter: null, token, policy: """{"dedupe_key":"{{ data.k }}"}""");
        var eventId = await _events.EmitAsync("""{"type":"push","data":{"k":"a"}}""", token);
        await FinishNextAsync(token);

        var replay = Ids(await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token)).Single();

        Assert.That(await FinishNextAsync(token), Is.EqualTo(replay));
        Assert.That((await DeliveryAsync(replay, token)).DedupeKey, Is.Null);
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_TakesOldestFirst_WhenAFilterChooses(CancellationToken token)
    {
        List<string> wanted = [];
        for (var i = 0; i < 5; i++)
        {
            var id = await _events.EmitAsync($$$"""{"type":"{{{(i % 2 == 0 ? "even" : "odd")}}}","data":{"text":"{{{(i == 4 ? "other" : "needle")}}}"}}""", token);
            if (i is 0 or 2)
            {
                wanted.Add(id);
            }
        }

        await TriggerAsync("t", filter: null, token);

        var answer = await _events.CallAsync("event.replay", """{"filter":{"source_id":"manual","type":"even","text":"NEEDLE"}}""", token);

        Assert.That(answer.GetProperty("replayed").GetInt32(), Is.EqualTo(2));
        Assert.That(answer.TryGetProperty("next_cursor", out _), Is.False);
        List<string> events = [];
        foreach (var id in Ids(answer))
        {
            events.Add((await DeliveryAsync(id, token)).EventId);
        }

        Assert.That(events, Is.EqualTo(wanted));
    }

    [Test, CancelAfter(60_000)]
    public async Task Replay_AnswersWhereToGoOn_WhenMoreMatchThanOneCallTakes(CancellationToken token)
    {
        await Task.WhenAll(Enumerable.Range(0, Replayer.MaxEvents + 3).Select(_ => _events.CallAsync("event.emit", """{"type":"many"}""", token)));
        await TriggerAsync("t", """{"type":["many"]}""", token, policy: """{"max_concurrent":1}""");

        var first = await _events.CallAsync("event.replay", """{"filter":{"type":"many"}}""", token);
        var cursor = first.GetProperty("next_cursor").GetString();
        var second = await _events.CallAsync("event.replay", $$"""{"filter":{"type":"many"},"cursor":"{{cursor}}"}""", token);

        Assert.That(first.GetProperty("replayed").GetInt32(), Is.EqualTo(Replayer.MaxEvents));
        Assert.That(second.GetProperty("replayed").GetInt32(), Is.EqualTo(3));
        Assert.That(second.TryGetProperty("next_cursor", out _), Is.False);
        Assert.That(Ids(first).Concat(Ids(second)).ToList(), Is.Unique);
    }

    [Test, CancelAfter(30_000)]
    public async Task Replay_Waits_WhileTheSourceIsHeld(CancellationToken token)
    {
        await TriggerAsync("t", filter: null, token);
        var eventId = await _events.EmitAsync("""{"type":"push"}""", token);
        await FinishNextAsync(token);
        await _events.CallAsync("source.pause", """{"source_id":"manual"}""", token);

        var replay = Ids(await _events.CallAsync("event.replay", $$"""{"event_id":"{{eventId}}"}""", token)).Single();

        Assert.That((await DeliveryAsync(replay, token)).State, Is.EqualTo(DeliveryState.Held));
        await _events.CallAsync("delivery.release", $$"""{"delivery_id":"{{replay}}"}""", token);
        Assert.That(await FinishNextAsync(token), Is.EqualTo(replay));
    }

    [TestCase("""{}""", RpcErrorCode.InvalidParams)]
    [TestCase("""{"event_id":"a","filter":{}}""", RpcErrorCode.InvalidParams)]
    [TestCase("""{"event_id":"a","cursor":"e1"}""", RpcErrorCode.InvalidParams)]
    [TestCase("""{"filter":{},"cursor":"x"}""", RpcErrorCode.InvalidParams)]
    [TestCase("""{"event_id":"missing"}""", RpcErrorCode.NotFound)]
    [TestCase("""{"filter":{},"trigger_id":"missing"}""", RpcErrorCode.NotFound)]
    [TestCase("""{"filter":{"source_id":"manual"},"trigger_id":"other"}""", RpcErrorCode.InvalidParams)]
    [CancelAfter(30_000)]
    public async Task Replay_Refuses_WhatCannotBeMeant(string parameters, RpcErrorCode code, CancellationToken token)
    {
        await _events.CallAsync("event.register", """{"source":{"id":"hook","source_type":"webhook","config":{"provider":"generic","allow_unsigned":true}},"trigger":{"id":"other","event_source_id":"hook","action":{"kind":"emit","type":"x"}}}""", token);

        var error = await _events.RefusalAsync("event.replay", parameters, token);

        Assert.That(error.Code, Is.EqualTo(code));
    }

    private static List<string> Ids(JsonElement answer) => [.. answer.GetProperty("delivery_ids").EnumerateArray().Select(static id => id.GetString()!)];

    private async Task TriggerAsync(string id, string? filter, CancellationToken token, string policy = "{}") =>
        await _events.CallAsync("event.register", $$$"""{"trigger":{"id":"{{{id}}}","event_source_id":"manual","filter":{{{filter ?? "null"}}},"policy":{{{policy}}},"action":{"kind":"job","action":"a"} } }""", token);

    private async Task<string> FinishNextAsync(CancellationToken token)
    {
        var key = (await _events.Jobs.NextAsync(token)).IdempotencyKey!;
        _events.Jobs.Succeed(key);
        return key;
    }

    private async Task<Delivery> DeliveryAsync(string id, CancellationToken token) =>
        (await _events.Get<StoreFeeder>().AskAsync(store => store.FindDeliveryAsync(id, token), token))!;
}
