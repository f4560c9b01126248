using System.Text.Json;
using HeroProc.Acceptance.Tests.MainJob;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Rpc;

/// <summary><c>event.register</c>: all or nothing, every fault at once, an upsert by id; and the errors of its neighbours.</summary>
[TestFixture]
public sealed class RegisterTests
{
    private static readonly object _open = new { provider = "generic", allow_unsigned = true };

    private HostProcess _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await HostProcess.StartAsync();
        await _host.SetShowingActionAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task Register_TellsEveryFaultAtOnce_AndSetsNothing()
    {
        var error = await _host.ErrorAsync("event.register", new
        {
            source = new { id = "faulty", source_type = "webhook", config = new { provider = "generic", max_body_bytes = -1, allow_ips = new[] { "1.2.3.4/99" } } },
            trigger = new
            {
                id = "faulty",
                event_source_id = "faulty",
                filter = new { type = "push", data = new { @ref = new object[] { new { prefx = 1 } } } },
                action = new { kind = "job", action = "show", inputs = new { a = "{{ x" } },
                policy = new { timeout_ms = -4, retry = new { max_attempts = 0 } },
            },
        });

        Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(-32602));
        Assert.That(PathsOf(error), Is.SupersetOf(new[]
        {
            "source.config.allow_ips[0]", "source.config.max_body_bytes", "source.config.secrets", "trigger.filter.type", "trigger.filter.data.ref[0]",
            "trigger.action.inputs.a", "trigger.policy.retry.max_attempts", "trigger.policy.timeout_ms",
        }));
        await AssertMissingAsync("faulty");
    }

    [Test, CancelAfter(60_000)]
    public async Task Register_SetsNeither_WhenOneOfThemIsFaulty()
    {
        await _host.ErrorAsync("event.register", new
        {
            source = new { id = "half", source_type = "manual" },
            trigger = new { id = "half", event_source_id = "half", filter = new { type = new[] { new { nope = 1 } } }, action = new { kind = "job", action = "show" } },
        });
        await AssertMissingAsync("half");

        await _host.ErrorAsync("event.register", new
        {
            source = new { id = "half", source_type = "none" },
            trigger = new { id = "half", event_source_id = "half", action = new { kind = "job", action = "show" } },
        });
        await AssertMissingAsync("half");
    }

    [Test, CancelAfter(60_000)]
    public async Task Register_IsAnUpsertById_AndAnswersTheAddress()
    {
        var first = await _host.ResultAsync("event.register", new { source = new { id = "up", source_type = "webhook", config = _open } });
        var second = await _host.ResultAsync("event.register", new { source = new { id = "up", source_type = "webhook", config = new { provider = "generic", allow_unsigned = true, path = "elsewhere" } } });
        var trigger = await _host.ResultAsync("event.register", new { trigger = new { event_source_id = "up", action = new { kind = "job", action = "show" } } });
        var generated = await _host.ResultAsync("event.register", new { source = new { source_type = "manual" } });

        Assert.That(first.GetRawText(), Is.EqualTo("""{"source_id":"up","webhook_url":"/hooks/up","created":true}"""));
        Assert.That(second.GetRawText(), Is.EqualTo("""{"source_id":"up","webhook_url":"/hooks/elsewhere","created":false}"""));
        Assert.That(trigger.GetProperty("trigger_id").GetString(), Does.Match("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"));
        Assert.That(generated.GetProperty("source_id").GetString(), Does.Match("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"));
        using var client = _host.HttpOverTcp();
        Assert.That((await Hook.PostAsync(client, "/hooks/up", new StringContent("{}"))).Status, Is.EqualTo(404), "the old path is gone");
        Assert.That((await Hook.PostAsync(client, "/hooks/elsewhere", new StringContent("{}"))).Status, Is.EqualTo(202));
    }

    [Test, CancelAfter(60_000)]
    public async Task Register_IsAConflict_WhenAnotherSourceHasThePath()
    {
        await _host.ResultAsync("event.register", new { source = new { id = "taken", source_type = "webhook", config = _open } });

        var error = await _host.ErrorAsync("event.register", new { source = new { id = "other", source_type = "webhook", config = new { provider = "generic", allow_unsigned = true, path = "taken" } } });

        Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(-32002));
        await AssertMissingAsync("other");
    }

    [Test, CancelAfter(60_000)]
    public async Task NotFound_NamesKindAndId()
    {
        foreach (var (method, parameters, kind) in (IReadOnlyList<(string, object, string)>)
        [
            ("event.get", new { event_id = "no-such" }, "event"),
            ("event.emit", new { source_id = "no-such", type = "x" }, "source"),
            ("source.get", new { source_id = "no-such" }, "source"),
            ("source.pause", new { source_id = "no-such" }, "source"),
            ("source.delete", new { source_id = "no-such" }, "source"),
            ("trigger.get", new { trigger_id = "no-such" }, "trigger"),
            ("trigger.disable", new { trigger_id = "no-such" }, "trigger"),
            ("delivery.get", new { delivery_id = "no-such" }, "delivery"),
            ("delivery.retry", new { delivery_id = "no-such" }, "delivery"),
            ("action.get", new { name = "no-such" }, "action"),
            ("job.get", new { job_id = "no-such" }, "job"),
            ("event.register", new { trigger = new { id = "lost", event_source_id = "no-such", action = new { kind = "job", action = "show" } } }, "source"),
        ])
        {
            var error = await _host.ErrorAsync(method, parameters);
            Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(-32001), $"{method}: {error.GetRawText()}");
            Assert.That(error.GetProperty("data").GetRawText(), Is.EqualTo($$"""{"kind":"{{kind}}","id":"no-such"}"""), method);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Emit_IsADuplicateOrAConflict_ByItsIdAndContent()
    {
        var first = await _host.ResultAsync("event.emit", new { type = "a", id = "mine", data = new { n = 1 } });
        var again = await _host.ResultAsync("event.emit", new { type = "a", id = "mine", data = new { n = 1 } });
        var other = await _host.ErrorAsync("event.emit", new { type = "a", id = "mine", data = new { n = 2 } });

        Assert.That(first.GetRawText(), Is.EqualTo("""{"event_id":"mine","duplicate":false}"""));
        Assert.That(again.GetRawText(), Is.EqualTo("""{"event_id":"mine","duplicate":true}"""));
        Assert.That(other.GetProperty("code").GetInt32(), Is.EqualTo(-32002));
    }

    [Test, CancelAfter(60_000)]
    public async Task Retry_IsRefused_WhenTheDeliverySucceeded()
    {
        await _host.RegisterManualAsync("done");
        var eventId = await _host.EmitAsync("done");
        await _host.OnlyJobAsync(eventId);
        var delivery = (await _host.DeliveredAsync(eventId)).GetProperty("deliveries")[0].GetProperty("id").GetString();

        Assert.That((await _host.ErrorAsync("delivery.retry", new { delivery_id = delivery })).GetProperty("code").GetInt32(), Is.EqualTo(-32003));
        Assert.That((await _host.ErrorAsync("delivery.discard", new { delivery_id = delivery })).GetProperty("code").GetInt32(), Is.EqualTo(-32003));
        Assert.That((await _host.ErrorAsync("source.delete", new { source_id = "manual" })).GetProperty("code").GetInt32(), Is.EqualTo(-32003));
    }

    [Test, CancelAfter(60_000)]
    public async Task Secrets_AreInNoAnswer_NoLogAndNoEvent()
    {
        const string secret = "Xq7-an-unmistakable-secret-9Zk";
        await _host.ResultAsync("event.register", new { source = new { id = "quiet", source_type = "webhook", config = new { provider = "generic", secrets = new[] { secret }, verify = new { scheme = "token", header = "X-Token" } } } });
        using var client = _host.HttpOverTcp();
        var taken = await Hook.PostAsync(client, "/hooks/quiet", new StringContent("{}"), ("X-Token", secret));
        var refused = await Hook.PostAsync(client, "/hooks/quiet", new StringContent("{}"), ("X-Token", secret + "x"));
        Assert.That((taken.Status, refused.Status), Is.EqualTo((202, 401)));
        var kept = await _host.ResultAsync("source.set", new { source = new { id = "quiet", source_type = "webhook", config = new { provider = "generic", verify = new { scheme = "token", header = "X-Token" } } } });
        Assert.That((await Hook.PostAsync(client, "/hooks/quiet", new StringContent("{\"n\":2}"), ("X-Token", secret))).Status, Is.EqualTo(202), "a secret left out of a change stays");

        string[] answers =
        [
            taken.Text, refused.Text, kept.GetRawText(),
            (await _host.CallAsync("source.get", new { source_id = "quiet" })).GetRawText(),
            (await _host.CallAsync("source.list")).GetRawText(),
            (await _host.CallAsync("event.get", new { event_id = taken.EventId })).GetRawText(),
            (await _host.CallAsync("event.list")).GetRawText(),
            string.Join('\n', _host.Errors.All),
        ];

        Assert.That(answers, Has.None.Contains(secret));
        Assert.That(answers[3], Does.Contain("\"secret_set\":true"));
    }

    private static string?[] PathsOf(JsonElement error) => [.. error.GetProperty("data").GetProperty("errors").EnumerateArray().Select(static one => one.GetProperty("path").GetString())];

    private async Task AssertMissingAsync(string id)
    {
        Assert.That((await _host.ErrorAsync("source.get", new { source_id = id })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
        Assert.That((await _host.ErrorAsync("trigger.get", new { trigger_id = id })).GetProperty("code").GetInt32(), Is.EqualTo(-32001));
    }
}
