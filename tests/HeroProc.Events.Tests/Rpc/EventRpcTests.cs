using System.Text.Json;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Tests.Rpc;

[Parallelizable]
public sealed class EventRpcTests
{
    private EventsRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await new EventsRig().StartAsync();

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    private async Task<JsonElement> OkAsync(string name, string parameters)
    {
        var (result, error) = await _rig.CallAsync(name, parameters);
        Assert.That(error, Is.Null);
        return result;
    }

    private async Task<string> RefusedAsync(string name, string parameters)
    {
        var (_, error) = await _rig.CallAsync(name, parameters);
        return $"{(int)error!.Code} {string.Join(',', error.Details?["errors"]?.AsArray().Select(static item => item!["path"]!.GetValue<string>()) ?? [])}".TrimEnd();
    }

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("events").EnumerateArray().Select(static item => item.GetProperty("id").GetString()!)];

    [Test]
    public async Task Register_GivesDefaults_WhereNothingIsSaid()
    {
        await OkAsync("event.register", """{"trigger":{"id":"t","event_source_id":"manual","action":{"kind":"job","action":"a"},"policy":{"retry":{"max_attempts":3}}}}""");

        var trigger = _rig.Life.Catalog.State.Triggers["t"];
        Assert.Multiple(() =>
        {
            Assert.That(trigger.Enabled, Is.True);
            Assert.That(trigger.Policy, Is.EqualTo(new HeroProc.Events.Triggers.TriggerPolicy(new(MaxAttempts: 3))));
        });
    }

    [TestCase("event.register", "{}", "-32602 source,trigger")]
    [TestCase("event.register", """{"trigger":{"id":"t","action":{"kind":"job","action":"a"}}}""", "-32602 trigger.event_source_id")]
    [TestCase("trigger.set", """{"trigger":{"id":"t","action":{"kind":"job","action":"a"}}}""", "-32602 trigger.event_source_id")]
    [TestCase("event.register", """{"trigger":{"id":"-","event_source_id":"manual","action":{"kind":"jib"}}}""", "-32602 trigger.id,trigger.action.kind")]
    [TestCase("event.register", """{"source":{"id":"s","source_type":"nothing"}}""", "-32602 source.source_type")]
    [TestCase("event.unregister", "{}", "-32602 source_id,trigger_id")]
    [TestCase("event.get", """{"event_id":"nobody"}""", "-32001")]
    [TestCase("event.list", """{"limit":0}""", "-32602 limit")]
    [TestCase("event.list", """{"limit":1001}""", "-32602 limit")]
    [TestCase("event.list", """{"cursor":"x"}""", "-32602 cursor")]
    [TestCase("event.list", """{"cursor":"effffffffffffffff"}""", "-32602 cursor")]
    [TestCase("delivery.list", """{"cursor":"d1"}""", "-32602 cursor")]
    [TestCase("delivery.get", """{"delivery_id":"nobody"}""", "-32001")]
    [TestCase("delivery.retry", "{}", "-32602 delivery_id,filter")]
    [TestCase("source.get", """{"id":"nobody"}""", "-32001")]
    [TestCase("source.pause", """{"source_id":"nobody"}""", "-32001")]
    [TestCase("source.delete", """{"source_id":"manual"}""", "-32003")]
    [TestCase("source.rotate_secret", """{"source_id":"manual"}""", "-32003")]
    [TestCase("trigger.enable", """{"trigger_id":"nobody"}""", "-32001")]
    [TestCase("event.emit", """{"type":"x","source_id":"nobody"}""", "-32001")]
    [TestCase("event.emit", """{"type":"","id":"/"}""", "-32602 type,id")]
    public async Task Method_Refuses(string name, string parameters, string expected) =>
        Assert.That(await RefusedAsync(name, parameters), Is.EqualTo(expected));

    [Test]
    public async Task Emit_KeepsTheTextOfItsData_AndGetShowsIt()
    {
        var emitted = await OkAsync("event.emit", """{"type":"x","data":{ "b" : 1.50,  "a":"é\u00e9" }}""");

        var got = await OkAsync("event.get", $$"""{"event_id":"{{emitted.GetProperty("event_id").GetString()}}"}""");
        Assert.That(got.GetProperty("event").GetProperty("payload").GetString(), Is.EqualTo("""{ "b" : 1.50,  "a":"é\u00e9" }"""));
    }

    [Test]
    public async Task List_ShowsEachEventOnce_WhileNewOnesArrive()
    {
        for (var i = 0; i < 25; i++)
        {
            await _rig.EmitAsync(id: $"e{i}");
        }

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await OkAsync("event.list", cursor is null ? """{"limit":10}""" : $$"""{"limit":10,"cursor":"{{cursor}}"}""");
            seen.AddRange(Ids(page));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
            await _rig.EmitAsync();
        }
        while (cursor is not null);

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 25).Reverse().Select(static i => $"e{i}")));
    }

    [Test]
    public async Task List_TakesItsLargestLimit() => Assert.That(Ids(await OkAsync("event.list", """{"limit":1000}""")), Is.Empty);

    [Test]
    public async Task List_FindsText_InWhatWasSent()
    {
        await _rig.EmitAsync(id: "one", payload: "{\"who\":\"Ada\"}");
        await _rig.EmitAsync(id: "two", payload: "{\"who\":\"Bob\"}");

        Assert.Multiple(async () =>
        {
            Assert.That(Ids(await OkAsync("event.list", """{"text":"aDa"}""")), Is.EqualTo(["one"]));
            Assert.That(Ids(await OkAsync("event.list", """{"text":"TWO"}""")), Is.EqualTo(["two"]));
            Assert.That(Ids(await OkAsync("event.list", """{"text":"nobody"}""")), Is.Empty);
        });
    }

    [Test]
    public async Task Retry_TakesAllDeadOnes_ByAFilter()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { Retry = new(MaxAttempts: 1) }));
        for (var i = 0; i < 3; i++)
        {
            await _rig.EmitAsync();
        }

        await _rig.IdleAsync();
        foreach (var job in _rig.Jobs.Open.Take(2))
        {
            _rig.Jobs.End(job.Id, JobPhase.Failed);
        }

        await _rig.IdleAsync();

        Assert.Multiple(async () =>
        {
            Assert.That((await OkAsync("delivery.list", """{"state":"dead"}""")).GetProperty("deliveries").GetArrayLength(), Is.EqualTo(2));
            Assert.That((await OkAsync("delivery.retry", """{"filter":{}}""")).GetProperty("changed").GetInt32(), Is.EqualTo(2));
            Assert.That((await OkAsync("delivery.retry", """{"filter":{}}""")).GetProperty("changed").GetInt32(), Is.Zero);
            await _rig.IdleAsync();
            Assert.That(_rig.Jobs.Open, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task Secrets_AreInNoAnswer([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        const string Chars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        string Secret() => new([.. Enumerable.Range(0, random.Next(8, 60)).Select(_ => Chars[random.Next(Chars.Length)])]);
        string[] secrets = [Secret(), Secret(), Secret(), Secret()];
        var hook = """{"id":"s","source_type":"webhook","config":{"provider":"forgejo","secrets":["SECRET1","SECRET2"]}}""".Replace("SECRET1", secrets[0], StringComparison.Ordinal).Replace("SECRET2", secrets[1], StringComparison.Ordinal);
        var trigger = """{"id":"t","event_source_id":"s","action":{"kind":"notify","url":"https://example.org/","secret":"SECRET"}}""".Replace("SECRET", secrets[2], StringComparison.Ordinal);
        List<string> answers = [];
        async Task Ask(string name, string parameters)
        {
            var (result, error) = await _rig.CallAsync(name, parameters);
            answers.Add(error?.ToString() ?? result.GetRawText());
        }

        await Ask("event.register", $$"""{"source":{{hook}},"trigger":{{trigger}}}""");
        await Ask("source.set", $$"""{"source":{{hook}}}""");
        await Ask("trigger.set", $$"""{"trigger":{{trigger}}}""");
        await Ask("source.rotate_secret", $$"""{"source_id":"s","secret":"{{secrets[3]}}"}""");
        await Ask("source.set", $$"""{"source":{{hook.Replace("forgejo", "nobody", StringComparison.Ordinal)}}}""");
        await Ask("source.set", """{"source":{"id":"s","source_type":"webhook","config":{"provider":"forgejo"}}}""");
        await Ask("trigger.set", """{"trigger":{"id":"t","event_source_id":"s","action":{"kind":"notify","url":"https://example.org/"}}}""");
        foreach (var method in new[] { "source.list", "source.get", "source.pause", "source.resume", "trigger.list", "trigger.get", "trigger.disable", "trigger.enable" })
        {
            await Ask(method, method.EndsWith("list", StringComparison.Ordinal) ? "{}" : method.StartsWith('s') ? """{"source_id":"s"}""" : """{"trigger_id":"t"}""");
        }

        Assert.Multiple(() =>
        {
            foreach (var secret in secrets)
            {
                // The hint is four characters; five of them in a row is more than that.
                var pieces = Enumerable.Range(0, secret.Length - 5).Select(at => secret.Substring(at, 6));
                Assert.That(answers.Where(answer => pieces.Any(piece => answer.Contains(piece, StringComparison.Ordinal))), Is.Empty, $"seed {seed}");
            }

            Assert.That(_rig.Life.Catalog.State.Triggers["t"].Action.Secret, Is.EqualTo(secrets[2]), "A secret that is left out stays.");
            Assert.That(_rig.Life.Catalog.Find("s")!.Config!.Value.GetProperty("secrets")[0].GetString(), Is.EqualTo(secrets[3]), "A secret that is left out stays.");
        });
    }
}
