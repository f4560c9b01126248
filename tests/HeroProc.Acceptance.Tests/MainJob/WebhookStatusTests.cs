using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>The table of the webhook's answers, row by row, on TCP and on the webhook socket.</summary>
[TestFixture("Tcp")]
[TestFixture("Socket")]
public sealed class WebhookStatusTests(string surface)
{
    private const int Limit = 200_000;
    private static readonly byte[] _body = "{\"ref\":\"refs/heads/main\"}"u8.ToArray();

    private HostProcess _host = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await HostProcess.StartAsync();
        _client = surface == "Tcp" ? _host.HttpOverTcp() : _host.HttpOver(_host.Folder.WebHooksSocket);
        foreach (var (id, state) in (IReadOnlyList<(string, string)>)[("forge", "active"), ("off", "disabled")])
        {
            await _host.ResultAsync("source.set", new
            {
                source = new { id, source_type = "webhook", state, config = new { provider = "forgejo", secrets = new[] { Hook.Secret }, max_body_bytes = Limit } },
            });
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Test, CancelAfter(60_000)]
    public async Task Answer_Is202WithTheEvent_WhenItIsKept()
    {
        var answer = await Hook.PushAsync(_client, "/hooks/forge", _body, "kept");

        Assert.That((answer.Status, answer.ContentType), Is.EqualTo((202, "application/json")));
        Assert.That(answer.Body.EnumerateObject().Select(static member => member.Name), Is.EqualTo(new[] { "event_id", "duplicate" }));
        Assert.That(await _host.EventIdsAsync(), Does.Contain(answer.EventId));
    }

    [TestCase("{\"a\":")]
    [TestCase("")]
    [TestCase("{\"a\":1} {\"a\":2}")]
    [TestCase("{'a':1}")]
    [CancelAfter(60_000)]
    public Task Answer_Is400_WhenTheBodyIsNotOneJsonValue(string body) => AssertProblemAsync(400, Hook.PushAsync(_client, "/hooks/forge", Encoding.UTF8.GetBytes(body), "bad"));

    [Test, CancelAfter(60_000)]
    public Task Answer_Is400_WhenTheBodyIsNotUtf8() => AssertProblemAsync(400, Hook.PushAsync(_client, "/hooks/forge", [.. "{\"a\":\""u8, 0xff, .. "\"}"u8], "bad"));

    [Test, CancelAfter(60_000)]
    public Task Answer_Is400_WhenTheBodyIsNestedTooDeep() =>
        AssertProblemAsync(400, Hook.PushAsync(_client, "/hooks/forge", Encoding.UTF8.GetBytes(new string('[', 50_000) + new string(']', 50_000)), "bad"));

    [Test, CancelAfter(60_000)]
    public Task Answer_Is400_WhenTheEventHeaderIsMissing() =>
        AssertProblemAsync(400, Hook.PostAsync(_client, "/hooks/forge", new ByteArrayContent(_body), ("X-Forgejo-Delivery", "bad"), ("X-Forgejo-Signature", Hook.Sign(_body))));

    [Test, CancelAfter(60_000)]
    public async Task Answer_Is401_BeforeTheBodyIsLookedAt()
    {
        await AssertProblemAsync(401, Hook.PushAsync(_client, "/hooks/forge", _body, "bad", "00"));
        await AssertProblemAsync(401, Hook.PushAsync(_client, "/hooks/forge", "not json"u8.ToArray(), "bad", "00"));
    }

    [TestCase("/hooks/none")]
    [TestCase("/hooks/off")]
    [TestCase("/hooks/FORGE")]
    [TestCase("/hooks/forge/more")]
    [TestCase("/hooks/%2e%2e%2frpc")]
    [TestCase("/hooks/")]
    [TestCase("/hooks")]
    [CancelAfter(60_000)]
    public async Task Answer_Is404_WhenNothingAnswersThere(string path)
    {
        var problem = await AssertProblemAsync(404, Hook.PushAsync(_client, path, _body, "bad"));

        Assert.That(problem.GetProperty("detail").GetString(), Is.EqualTo("Nothing answers on this path."), "a disabled source looks like none");
    }

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    [CancelAfter(60_000)]
    public async Task Answer_Is405WithAllow_WhenTheMethodIsAnother(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/hooks/forge", UriKind.Relative)) { Content = new ByteArrayContent(_body) };
        using var answer = await _client.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(405));
        Assert.That(answer.Content.Headers.Allow, Is.EqualTo(new[] { "POST" }));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Answer_Is413_WhenTheBodyIsTooLarge_DeclaredOrChunked()
    {
        var body = Large(Limit + 1);

        await AssertProblemAsync(413, Hook.PushAsync(_client, "/hooks/forge", body, "bad"));
        using var chunked = new StreamContent(new MemoryStream(body));
        await AssertProblemAsync(413, Hook.PostAsync(_client, "/hooks/forge", chunked, ("Transfer-Encoding", "chunked"), ("X-Forgejo-Event", "push"), ("X-Forgejo-Signature", Hook.Sign(body))));
        Assert.That((await Hook.PushAsync(_client, "/hooks/forge", Large(Limit), "fits")).Status, Is.EqualTo(202), "the limit itself fits");
    }

    [Test, CancelAfter(60_000)]
    public Task Answer_Is413_ReadableBySenderStillSending_WhenTheBodyIsMuchTooLarge() => AssertProblemAsync(413, Hook.PushAsync(_client, "/hooks/forge", Large(27 * 1024 * 1024), "bad"));

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    [CancelAfter(60_000)]
    public async Task Answer_Is413_WhenAFewBytesUnfoldToTooMany(string encoding)
    {
        var plain = Large(50_000_000);
        var packed = Pack(plain, encoding);
        Assert.That(packed, Has.Length.LessThan(Limit));

        await AssertProblemAsync(413, Hook.PostAsync(_client, "/hooks/forge", new ByteArrayContent(packed), ("Content-Encoding", encoding), ("X-Forgejo-Event", "push"), ("X-Forgejo-Signature", Hook.Sign(plain))));
    }

    [TestCase("text/plain")]
    [TestCase("application/xml")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase("garbage")]
    [CancelAfter(60_000)]
    public Task Answer_Is415_WhenTheContentTypeIsNotTaken(string type) => AssertProblemAsync(
        415, Hook.PostAsync(_client, "/hooks/forge", new ByteArrayContent(_body), ("Content-Type", type), ("X-Forgejo-Event", "push"), ("X-Forgejo-Signature", Hook.Sign(_body))));

    [Test, CancelAfter(60_000)]
    public Task Answer_Is415_WhenTheEncodingIsUnknown() => AssertProblemAsync(
        415, Hook.PostAsync(_client, "/hooks/forge", new ByteArrayContent(_body), ("Content-Encoding", "zstd"), ("X-Forgejo-Event", "push"), ("X-Forgejo-Signature", Hook.Sign(_body))));

    [Test, CancelAfter(60_000)]
    public async Task Rpc_IsNotServedHere()
    {
        using var content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"system.ping"}""", Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri("/rpc", UriKind.Relative), content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
    }

    [Test, CancelAfter(60_000)]
    public async Task Host_GoesOn_WhenASenderBreaksOffInTheMiddle()
    {
        using (var socket = surface == "Tcp"
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(surface == "Tcp"
                ? new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, _host.Url.Port)
                : new UnixDomainSocketEndPoint(_host.Folder.WebHooksSocket));
            await socket.SendAsync("POST /hooks/forge HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"half\":"u8.ToArray());
        }

        Assert.That((await Hook.PushAsync(_client, "/hooks/forge", _body, "after")).Status, Is.EqualTo(202));
    }

    private async Task<JsonElement> AssertProblemAsync(int status, Task<HookAnswer> asked)
    {
        var before = await _host.EventIdsAsync();
        var answer = await asked;
        Assert.That((answer.Status, answer.ContentType), Is.EqualTo((status, "application/problem+json")), answer.Text);
        var problem = answer.Body;
        Assert.Multiple(() =>
        {
            Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
            Assert.That(problem.GetProperty("title").GetString(), Is.Not.Empty);
            Assert.That(problem.GetProperty("type").GetString(), Is.Not.Null);
            Assert.That(answer.Text, Does.Not.Contain("Exception").And.Not.Contains("HeroProc").And.Not.Contains("   at ").And.Not.Contains(_host.Folder.Root).And.Not.Contains(Hook.Secret));
        });
        Assert.That(await _host.EventIdsAsync(), Is.EqualTo(before), "nothing was kept");
        return problem;
    }

    private static byte[] Large(int bytes) => Encoding.ASCII.GetBytes("{\"a\":\"" + new string('a', bytes - 8) + "\"}");

    private static byte[] Pack(byte[] plain, string encoding)
    {
        var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Optimal),
        })
        {
            packer.Write(plain);
        }

        return packed.ToArray();
    }
}
