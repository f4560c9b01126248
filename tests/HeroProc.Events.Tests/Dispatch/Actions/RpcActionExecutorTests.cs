using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Dispatch.Actions;
using HeroProc.Events.Dispatch.Outbound;
using HeroProc.Events.Triggers;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.Tests.Dispatch.Actions;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RpcActionExecutorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RpcActionOptions _options = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hp").FullName;
    private readonly RpcActionExecutor _executor;

    public RpcActionExecutorTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "root", "logic"));
        _executor = new RpcActionExecutor(new ServiceSockets(Path.Combine(_folder, "root")), _options, _time);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(30_000)]
    public async Task Start_CallsTheServiceOfThatName_WithTheDeliveryAsId(CancellationToken token)
    {
        await using var server = Service("""{"jsonrpc":"2.0","id":"d1","result":{"started":true}}""");

        var outcome = await _executor.StartAsync(Attempts.Of(Call() with { Params = Attempts.Json("""{"v":"{{ data.version }}"}""") }), token);

        Assert.That(outcome, Is.InstanceOf<AttemptOutcome.Succeeded>());
        var (head, body) = await server.NextAsync(token);
        Assert.That(head, Does.StartWith("POST /rpc HTTP/1.1\r\n").And.Contain("Content-Type: application/json").And.Contain("traceparent: 00-"));
        Assert.That(Encoding.UTF8.GetString(body), Is.EqualTo("""{"jsonrpc":"2.0","id":"d1","method":"play_start","params":{"v":"1.4.2"}}"""));
    }

    [TestCase("""{"jsonrpc":"2.0","id":"d1","error":{"code":-32601,"message":"no such method"}}""", true, null, "no such method")]
    [TestCase("""{"jsonrpc":"2.0","id":"d1","error":{"code":-32602,"message":"bad"}}""", true, null, "bad")]
    [TestCase("""{"jsonrpc":"2.0","id":"d1","error":{"code":-32004,"message":"busy","data":{"retry_after_ms":2500}}}""", false, 2500, "busy")]
    [TestCase("""{"jsonrpc":"2.0","id":"d1","error":{"code":-32004,"data":{"retry_after_ms":"soon"}}}""", false, null, "-32004")]
    [TestCase("""{"jsonrpc":"2.0","id":"d1","error":{"code":-32000,"message":"a\u001b[0mb\nc"}}""", false, null, "a [0mb c")]
    [TestCase("""{"jsonrpc":"2.0","id":"d1","error":{"code":-32000,"message":"\ud800"}}""", false, null, "did not answer")]
    [TestCase("""{"jsonrpc":"2.0","id":"other","result":1}""", false, null, "did not answer")]
    [TestCase("""[]""", false, null, "did not answer")]
    [TestCase("""not json""", false, null, "did not answer")]
    [CancelAfter(30_000)]
    public async Task Start_TellsWhatAnErrorMeans(string answer, bool hopeless, int? waitMs, string said, CancellationToken token)
    {
        await using var server = Service(answer);

        var outcome = await _executor.StartAsync(Attempts.Of(Call()), token);

        Assert.That(outcome is AttemptOutcome.Hopeless, Is.EqualTo(hopeless));
        Assert.That((outcome as AttemptOutcome.Hopeless)?.Reason ?? (outcome as AttemptOutcome.Failed)?.Error, Does.Contain(said).And.Not.Contain("\u001b"));
        Assert.That((outcome as AttemptOutcome.Failed)?.RetryAfter, Is.EqualTo(waitMs is { } wait ? TimeSpan.FromMilliseconds(wait) : (TimeSpan?)null));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_Fails_WhenTheAnswerIsTooLarge(CancellationToken token)
    {
        await using var server = Service($$"""{"jsonrpc":"2.0","id":"d1","result":"{{new string('x', 1024 * 1024)}}"}""");

        Assert.That((await _executor.StartAsync(Attempts.Of(Call()), token) as AttemptOutcome.Failed)?.Error, Does.Contain("larger"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_Fails_WhenTheServiceIsDown(CancellationToken token) =>
        Assert.That(await _executor.StartAsync(Attempts.Of(Call()), token), Is.InstanceOf<AttemptOutcome.Failed>());

    [Test, CancelAfter(30_000)]
    public async Task Start_Fails_WhenNoAnswerComesInTime(CancellationToken token)
    {
        await using var server = new ScriptedServer(new UnixDomainSocketEndPoint(Socket("root/logic/rpc.sock")), static _ => null);

        var attempt = _executor.StartAsync(Attempts.Of(Call(), new TriggerPolicy { TimeoutMs = 700 }), token).AsTask();
        await server.NextAsync(token);
        _time.Advance(TimeSpan.FromMilliseconds(700));

        Assert.That((await attempt as AttemptOutcome.Failed)?.Error, Does.Contain("700 ms"));
    }

    [TestCase("other.sock")]
    [TestCase("root/../other.sock")]
    [TestCase("root-like/other.sock")]
    [CancelAfter(30_000)]
    public async Task Start_RefusesASocketOutsideTheFolder_UnlessItIsAllowed(string path, CancellationToken token)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "root-like"));
        await using var server = new ScriptedServer(new UnixDomainSocketEndPoint(Path.GetFullPath(Socket(path))), _ => Ok());
        var attempt = Attempts.Of(Call() with { Socket = Path.Combine(_folder, path) });

        var refused = await _executor.StartAsync(attempt, token);
        _options.AllowedSockets.Add(Path.GetFullPath(Socket(path)));
        var allowed = await _executor.StartAsync(attempt, token);

        Assert.That((refused as AttemptOutcome.Hopeless)?.Reason, Does.Contain("AllowedSockets").And.Not.Contain(_folder));
        Assert.That(allowed, Is.InstanceOf<AttemptOutcome.Succeeded>());
    }

    [TestCase("../other")]
    [TestCase("..")]
    [TestCase("a/b")]
    [CancelAfter(30_000)]
    public async Task Start_RefusesWhatIsNoName(string socket, CancellationToken token) =>
        Assert.That(await _executor.StartAsync(Attempts.Of(Call() with { Socket = socket }), token), Is.InstanceOf<AttemptOutcome.Hopeless>());

    private static byte[] Ok() => Encoding.UTF8.GetBytes(ScriptedServer.Http(200, """{"jsonrpc":"2.0","id":"d1","result":null}"""));

    private static TriggerAction Call() => new() { Kind = "rpc", Socket = "logic", Method = "play_start" };

    private string Socket(string path) => Path.Combine(_folder, path);

    private ScriptedServer Service(string answer) =>
        new(new UnixDomainSocketEndPoint(Socket("root/logic/rpc.sock")), _ => Encoding.UTF8.GetBytes(ScriptedServer.Http(200, answer)));
}
