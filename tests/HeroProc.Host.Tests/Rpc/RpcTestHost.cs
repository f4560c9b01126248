using System.Net;
using System.Net.Sockets;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc;
using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Newline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HeroProc.Host.Tests.Rpc;

/// <summary>A host with nothing but the RPC server, on a Unix socket in a folder of its own.</summary>
internal sealed class RpcTestHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private RpcTestHost(WebApplication app, string folder, CollectedLog log)
    {
        _app = app;
        _folder = folder;
        Log = log;
    }

    public string SocketPath => Path.Combine(_folder, "rpc.sock");

    /// <summary>The same endpoints over TCP.</summary>
    public Uri TcpAddress => new(_app.Urls.Single(static url => url.StartsWith("http://127", StringComparison.Ordinal)));

    public CollectedLog Log { get; }

    public CallLoad Load => _app.Services.GetRequiredService<CallLoad>();

    public RpcTransport Transport => _app.Services.GetRequiredService<RpcTransport>();

    public static async Task<RpcTestHost> StartAsync(TimeProvider? time = null, Action<RpcOptions>? options = null, params IRpcModule[] modules)
    {
        var folder = Directory.CreateTempSubdirectory("rpc").FullName;
        var log = new CollectedLog();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddRpcServer();
        builder.Services.Configure(options ?? (static _ => { }));
        foreach (var module in modules)
        {
            builder.Services.AddSingleton(module);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(Path.Combine(folder, "rpc.sock"), static listen => listen.UseRpcTransport());
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.MapRpc();
        await app.StartAsync();
        return new RpcTestHost(app, folder, log);
    }

    public NewlineClient Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        return new NewlineClient(socket);
    }

    public HttpClient Http() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
