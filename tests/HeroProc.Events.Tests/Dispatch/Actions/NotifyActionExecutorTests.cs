using System.Net;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Dispatch.Actions;
using HeroProc.Events.Dispatch.Outbound;
using HeroProc.Events.Tests.Sources.Webhook;
using HeroProc.Events.Triggers;
using HeroProc.Events.Verification;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.Tests.Dispatch.Actions;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NotifyActionExecutorTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_100));
    private readonly FakeSecretStore _secrets = new();
    private readonly NotifyClient _client;
    private readonly NotifyActionExecutor _executor;

    public NotifyActionExecutorTests()
    {
        _client = new NotifyClient(new OutboundConnector(static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), allowPrivate: true));
        _executor = new NotifyActionExecutor(_client, new HostBreakers(_time), _secrets, _time);
    }

    public void Dispose() => _client.Dispose();

    [Test, CancelAfter(30_000)]
    public async Task Start_SendsASignedStandardWebhook_ThatItsOwnVerificationTakes(CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(204));
        _secrets.Secrets["HOOK"] = Secret;

        var outcome = await _executor.StartAsync(Attempts.Of(Notify(server) with { Secret = "secret:HOOK" }), token);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Succeeded>());
        var (head, body) = await server.NextAsync(token);
        var headers = Headers(head);
        Assert.That(headers["webhook-id"], Is.EqualTo("d1"));
        Assert.That(headers["webhook-timestamp"], Is.EqualTo("1700000100"));
        Assert.That(headers["content-type"], Is.EqualTo("application/json"));
        Assert.That(headers["traceparent"], Is.EqualTo(Attempts.Event.Traceparent));
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        var expected = System.Security.Cryptography.HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("d1.1700000100.").Concat(body).ToArray());
        Assert.That(headers["webhook-signature"], Is.EqualTo("v1," + Convert.ToBase64String(expected)));
        var sent = JsonDocument.Parse(body).RootElement;
        Assert.That(sent.GetProperty("type").GetString(), Is.EqualTo("deploy.requested"));
        Assert.That(sent.GetProperty("timestamp").GetString(), Is.EqualTo("2023-11-14T22:13:20.123Z"));
        Assert.That(sent.GetProperty("data").GetProperty("id").GetString(), Is.EqualTo("ev1"));
        Assert.That(sent.GetProperty("data").GetProperty("data").GetProperty("version").GetString(), Is.EqualTo("1.4.2"));
    }

    [Test]
    public void Sign_GivesThePublishedVector()
    {
        // The example of the Standard Webhooks reference libraries.
        var signature = WebhookSigner.Sign(Secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""));

        Assert.That(signature, Is.EqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_SendsTheTemplate_AndNoSignature_WhenThereIsNoSecret(CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(200, "thanks"));

        await _executor.StartAsync(Attempts.Of(Notify(server) with { Payload = Attempts.Json("""{"v":"{{ data.version }}"}""") }), token);

        var (head, body) = await server.NextAsync(token);
        Assert.That(Encoding.UTF8.GetString(body), Is.EqualTo("""{"v":"1.4.2"}"""));
        Assert.That(Headers(head).Keys, Has.None.EqualTo("webhook-signature"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_CarriesTheWholeBatch(CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(200));

        await _executor.StartAsync(Attempts.Of(Notify(server), null, Attempts.Event with { Id = "ev0" }), token);

        var (_, body) = await server.NextAsync(token);
        Assert.That(JsonDocument.Parse(body).RootElement.GetProperty("batch")[0].GetProperty("id").GetString(), Is.EqualTo("ev0"));
    }

    [TestCase(301, "", "redirect", null, TestName = "A redirect is not followed")]
    [TestCase(400, "bad\u001b[31m\r\nline", "bad", null, TestName = "An answer is shown in one harmless line")]
    [TestCase(429, "Retry-After: 120\r\n", "429", 120, TestName = "Retry-After in seconds")]
    [TestCase(503, "Retry-After: Tue, 14 Nov 2023 22:16:40 GMT\r\n", "503", 100, TestName = "Retry-After as a date")]
    [TestCase(503, "Retry-After: soon\r\n", "503", null, TestName = "Retry-After that is neither")]
    [TestCase(500, "Retry-After: 120\r\n", "500", null, TestName = "Retry-After where it has no meaning")]
    [CancelAfter(30_000)]
    public async Task Start_Fails(int status, string more, string said, int? waitSeconds, CancellationToken token)
    {
        var isHeader = more.StartsWith("Retry-After", StringComparison.Ordinal);
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(
            status, isHeader ? "" : more, isHeader ? more : status == 301 ? "Location: http://127.0.0.1:9/\r\n" : ""));

        var outcome = await _executor.StartAsync(Attempts.Of(Notify(server)), token);

        var failed = outcome as AttemptOutcome.Failed;
        Assert.That(failed, Is.Not.Null);
        Assert.That(failed!.Error, Does.Contain(said).IgnoreCase.And.Not.Contain("\u001b").And.Not.Contain("\n"));
        Assert.That(failed.RetryAfter, Is.EqualTo(waitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_ReadsOnlyTheBeginning_OfAnEndlessAnswer(CancellationToken token)
    {
        var endless = "HTTP/1.1 500 X\r\nConnection: close\r\n\r\n" + new string('x', 300_000);
        await using var server = ScriptedServer.OnLoopback(endless);

        var outcome = await _executor.StartAsync(Attempts.Of(Notify(server)), token);

        Assert.That(((AttemptOutcome.Failed)outcome).Error, Has.Length.LessThan(700).And.Contains("xxx"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_IsHopeless_WhenTheReceiverIsGone(CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(410));

        Assert.That(await _executor.StartAsync(Attempts.Of(Notify(server)), token), Is.InstanceOf<AttemptOutcome.Hopeless>());
    }

    [TestCase("secret:MISSING", "secret:MISSING")]
    [TestCase("whsec_not base64!", "whsec_")]
    [CancelAfter(30_000)]
    public async Task Start_SendsNothing_WhenThereIsNoUsableSecret(string secret, string said, CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(200));

        var outcome = await _executor.StartAsync(Attempts.Of(Notify(server) with { Secret = secret }), token);

        Assert.That((outcome as AttemptOutcome.Failed)?.Error, Does.Contain(said).And.Not.Contain("not base64!"));
        Assert.That(server.Requests, Is.Zero);
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_Fails_WhenNoAnswerComesInTime(CancellationToken token)
    {
        await using var server = new ScriptedServer(new IPEndPoint(IPAddress.Loopback, 0), static _ => null);

        var attempt = _executor.StartAsync(Attempts.Of(Notify(server), new TriggerPolicy { TimeoutMs = 2500 }), token).AsTask();
        await server.NextAsync(token);
        _time.Advance(TimeSpan.FromMilliseconds(2500));

        Assert.That((await attempt as AttemptOutcome.Failed)?.Error, Does.Contain("2500 ms"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_LeavesAHostAlone_ThatKeepsFailing_AndAsksAgainLater(CancellationToken token)
    {
        var answer = ScriptedServer.Http(500);
        await using var server = new ScriptedServer(new IPEndPoint(IPAddress.Loopback, 0), _ => Encoding.ASCII.GetBytes(answer));
        for (var i = 0; i < HostBreakers.Least; i++)
        {
            Assert.That(await _executor.StartAsync(Attempts.Of(Notify(server)), token), Is.InstanceOf<AttemptOutcome.Failed>());
        }

        var open = await _executor.StartAsync(Attempts.Of(Notify(server)), token);
        Assert.That(open, Is.InstanceOf<AttemptOutcome.NotNow>());
        Assert.That(((AttemptOutcome.NotNow)open).RetryAfter, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(HostBreakers.Break));
        Assert.That(server.Requests, Is.EqualTo(HostBreakers.Least));

        answer = ScriptedServer.Http(200);
        _time.Advance(HostBreakers.Break);
        Assert.That(await _executor.StartAsync(Attempts.Of(Notify(server)), token), Is.InstanceOf<AttemptOutcome.Succeeded>());
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_DoesNotBlameTheHost_ForRequestsItDoesNotLike(CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(422));
        for (var i = 0; i < HostBreakers.Least + 1; i++)
        {
            Assert.That(await _executor.StartAsync(Attempts.Of(Notify(server)), token), Is.InstanceOf<AttemptOutcome.Failed>());
        }
    }

    [TestCase("http://127.0.0.1")]
    [TestCase("http://2130706433")]
    [TestCase("http://0177.0.0.1")]
    [TestCase("http://0x7f.1")]
    [TestCase("http://127.1")]
    [TestCase("http://localhost")]
    [TestCase("http://rebound.example")]
    [TestCase("http://[::1]")]
    [TestCase("http://[::ffff:127.0.0.1]")]
    [TestCase("http://[::ffff:7f00:1]")]
    [CancelAfter(30_000)]
    public async Task Start_RefusesHostsThatLeadHome_HoweverTheyAreWritten(string host, CancellationToken token)
    {
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(200));
        using var client = new NotifyClient(new OutboundConnector(static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]), allowPrivate: false));
        var executor = new NotifyActionExecutor(client, new HostBreakers(_time), _secrets, _time);

        var outcome = await executor.StartAsync(Attempts.Of(new TriggerAction { Kind = "notify", Url = $"{host}:{server.Port}/" }), token);

        Assert.That((outcome as AttemptOutcome.Hopeless)?.Reason, Does.Contain("AllowPrivateNetworks"));
        Assert.That(server.Requests, Is.Zero);
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_AsksTheNameAgain_ForEachConnection(CancellationToken token)
    {
        // A name that is public when it is looked at and private when it is used.
        var asked = 0;
        await using var server = ScriptedServer.OnLoopback(ScriptedServer.Http(200));
        using var client = new NotifyClient(new OutboundConnector((_, _) => Task.FromResult<IPAddress[]>([asked++ == 0 ? IPAddress.Parse("0.0.0.0") : IPAddress.Loopback]), allowPrivate: false));
        var executor = new NotifyActionExecutor(client, new HostBreakers(_time), _secrets, _time);
        var attempt = Attempts.Of(new TriggerAction { Kind = "notify", Url = $"http://rebound.example:{server.Port}/" });

        Assert.That(await executor.StartAsync(attempt, token), Is.InstanceOf<AttemptOutcome.Hopeless>());
        Assert.That(await executor.StartAsync(attempt, token), Is.InstanceOf<AttemptOutcome.Hopeless>());
        Assert.That(asked, Is.EqualTo(2));
        Assert.That(server.Requests, Is.Zero);
    }

    private static TriggerAction Notify(ScriptedServer server) => new() { Kind = "notify", Url = $"http://127.0.0.1:{server.Port}/hook" };

    private static Dictionary<string, string> Headers(string head) =>
        head.Split("\r\n").Skip(1).Where(static line => line.Contains(':', StringComparison.Ordinal))
            .Select(static line => line.Split(": ", 2)).ToDictionary(static pair => pair[0].ToLowerInvariant(), static pair => pair[1]);
}
