using System.Net;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Hosting;

[TestFixture]
public sealed class SurfaceTests
{
    private static readonly string[] Surfaces = ["Tcp", "WebHooksSocket", "AdminSocket", "RpcSocket"];

    [Test, CancelAfter(60_000)]
    public async Task EachSurface_ServesItsOwnRoutes_AndNoneOfAnother()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Faulty("none"));
        foreach (var surface in Surfaces)
        {
            using var client = ClientOf(host, surface);
            Assert.That(await client.GetStringAsync("/surface"), Is.EqualTo(surface));
            foreach (var other in Surfaces)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/only/{other}");
                // What a client says of itself must not matter.
                request.Headers.Add("X-Forwarded-For", "unix");
                request.Headers.Host = $"{other}.sock";
                using var answer = await client.SendAsync(request);
                Assert.That(answer.StatusCode, Is.EqualTo(other == surface ? HttpStatusCode.OK : HttpStatusCode.NotFound), $"{other} on {surface}");
            }
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Tcp_NeverServesRpc_ByDefault()
    {
        await using var host = await HostProcess.StartAsync();
        using var client = host.HttpOverTcp();
        foreach (var path in new[] { "/rpc", "/RPC", "//rpc", "/rpc/", "/openrpc.json", "/.well-known/heroservice.json" })
        {
            using var content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"system.ping"}""", null, "application/json");
            using var posted = await client.PostAsync(new Uri($"http://127.0.0.1:{host.Url.Port}{path}"), content);
            using var got = await client.GetAsync(new Uri($"http://127.0.0.1:{host.Url.Port}{path}"));

            Assert.That((posted.StatusCode, got.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)), path);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Tcp_ServesRpc_WhenItIsAskedFor()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare(("Host:RpcOverTcp", "true")));
        using var client = host.HttpOverTcp();

        var answer = await RpcMessages.PostAsync(client, "system.ping", null);

        Assert.That(answer.GetProperty("result").GetProperty("pong").GetBoolean());
    }

    [Test, CancelAfter(60_000)]
    public async Task Stop_IsQuickAndClean_WithIdleClientsOnBothTransports()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare() with { Limit = TimeSpan.FromSeconds(10) });
        await using var line = await host.ConnectAsync();
        await line.CallAsync("system.ping");
        using var client = host.HttpOver(host.Folder.RpcSocket);
        await RpcMessages.PostAsync(client, "system.ping", null);

        var exit = await host.TerminateAsync();

        Assert.That(exit.Code, Is.Zero);
        Assert.That(exit.Errors, Has.None.Contains("were cut"), "idle clients end at once");
        await line.Closed;
    }

    [Test, CancelAfter(60_000)]
    public async Task Health_Answers503WithoutDetails_WhenACheckFails()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Faulty("unhealthy"));
        foreach (var surface in Surfaces)
        {
            using var client = ClientOf(host, surface);
            using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative));

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), surface);
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"unhealthy","checks":{"disk":"unhealthy"}}"""));
            Assert.That(answer.Headers.Contains("Server"), Is.False);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Stop_CutsAStreamThatDoesNotEnd_AndIsStillClean()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Faulty("none") with { Limit = TimeSpan.FromSeconds(10) });
        using var client = host.HttpOverTcp();
        using var answer = await client.GetAsync(new Uri("/endless", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        var exit = await host.TerminateAsync();

        Assert.That(exit.Code, Is.Zero);
        Assert.That(exit.Errors, Has.One.Contains("were cut"));
        Assert.That(Directory.GetFiles(host.Folder.Sockets, "*.sock"), Is.Empty);
    }

    private static HttpClient ClientOf(HostProcess host, string surface) => surface switch
    {
        "Tcp" => host.HttpOverTcp(),
        "WebHooksSocket" => host.HttpOver(host.Folder.WebHooksSocket),
        "AdminSocket" => host.HttpOver(host.Folder.AdminSocket),
        _ => host.HttpOver(host.Folder.RpcSocket),
    };
}
