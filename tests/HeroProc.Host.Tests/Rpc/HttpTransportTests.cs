using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>What is HTTP's own in the RPC server.</summary>
[TestFixture]
internal sealed class HttpTransportTests
{
    [Test, CancelAfter(20_000)]
    public async Task BodyOverTheLimit_Is413WithAJsonRpcError([Values] bool lengthIsTold, CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(options: static options => options.MaxMessageBytes = 2_048, modules: new TestRpc());
        using var http = host.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpc") { Content = new ByteArrayContent(new byte[2_049]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = !lengthIsTold;

        using var response = await http.SendAsync(request, cancellationToken);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        var error = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)).GetProperty("error");
        Assert.That((error.GetProperty("code").GetInt32(), error.GetProperty("data").GetRawText()), Is.EqualTo((-32005, """{"limit":2048}""")));
    }

    [Test, CancelAfter(20_000)]
    public async Task BodyInManyPieces_IsOneMessage(CancellationToken cancellationToken)
    {
        await using var host = await RpcTestHost.StartAsync(modules: new TestRpc());
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(host.SocketPath), cancellationToken);
        await using var stream = new NetworkStream(socket);
        const string Body = """{"jsonrpc":"2.0","id":1,"method":"test.nothing"}""";
        foreach (var single in $"POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}")
        {
            await stream.WriteAsync(new[] { (byte)single }, cancellationToken);
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.That(await reader.ReadToEndAsync(cancellationToken), Does.StartWith("HTTP/1.1 200 OK").And.EndsWith("""{"jsonrpc":"2.0","id":1,"result":{"text":"nothing"}}"""));
    }

    [Test, CancelAfter(20_000)]
    public async Task Call_IsCancelled_WhenItsRequestIs(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(modules: module);
        using var http = host.Http();
        using var request = new CancellationTokenSource();
        var content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"test.wait","params":{"key":"a"}}""", Encoding.UTF8, "application/json");
        var posting = http.PostAsync("/rpc", content, request.Token);
        await module.Begun.Reader.ReadAsync(cancellationToken);

        await request.CancelAsync();

        Assert.That(await module.Cancelled.Reader.ReadAsync(cancellationToken), Is.EqualTo("a"));
        Assert.That(async () => await posting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test, CancelAfter(20_000)]
    public async Task SlowCall_HoldsUpNoOther(CancellationToken cancellationToken)
    {
        var module = new TestRpc();
        await using var host = await RpcTestHost.StartAsync(modules: module);
        using var http = host.Http();
        var slow = http.PostAsync("/rpc", Content("test.wait", """{"key":"a"}"""), cancellationToken);
        await module.Begun.Reader.ReadAsync(cancellationToken);

        using var quick = await http.PostAsync("/rpc", Content("test.nothing", "{}"), cancellationToken);
        Assert.That(quick.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(slow.IsCompleted, Is.False);
        module.Gate("a").SetResult();
        using var answered = await slow;
        Assert.That(await answered.Content.ReadAsStringAsync(cancellationToken), Does.Contain("\"a\""));
    }

    private static StringContent Content(string method, string parameters) =>
        new($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}} }""", Encoding.UTF8, "application/json");
}
