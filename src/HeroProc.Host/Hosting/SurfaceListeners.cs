using System.Net;
using System.Net.Sockets;
using HeroProc.Extensibility.Web;
using HeroProc.Host.Rpc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HeroProc.Host.Hosting;

/// <summary>Opens the four listeners, each marking its connections with its <see cref="WebSurface"/>.</summary>
internal static class SurfaceListeners
{
    // The contract's largest message; what takes a body sets its own, smaller limit.
    private const long LargestBody = 33_554_432;

    public static void Configure(KestrelServerOptions kestrel, HostOptions options, IPEndPoint address, HostFolders folders)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.KeepAliveTimeout = options.KeepAliveTimeout;
        kestrel.Limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.MaxRequestBodySize = LargestBody;

        kestrel.Listen(address, listen => Mark(listen, WebSurface.Tcp));
        kestrel.ListenUnixSocket(folders.WebHooksSocket, listen => Mark(listen, WebSurface.WebHooksSocket));
        kestrel.ListenUnixSocket(folders.AdminSocket, listen => Mark(listen, WebSurface.AdminSocket));
        kestrel.ListenUnixSocket(folders.RpcSocket, listen => Mark(listen, WebSurface.RpcSocket));
    }

    /// <summary>A Unix socket gets mode 0600 between bind and listen: nobody can connect before it has it.</summary>
    public static void Configure(SocketTransportOptions transport) =>
        transport.CreateBoundListenSocket = endpoint =>
        {
            try
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                if (endpoint is UnixDomainSocketEndPoint unix)
                {
                    File.SetUnixFileMode(unix.ToString(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }

                return socket;
            }
            catch (SocketException exception)
            {
                var setting = endpoint is UnixDomainSocketEndPoint ? "PATH_SOCKET" : "Host:Url";
                throw new IOException($"{setting}: cannot listen on {endpoint}: {exception.Message}", exception);
            }
        };

    private static void Mark(ListenOptions listen, WebSurface surface)
    {
        var feature = new SurfaceFeature(surface);
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
        if (surface == WebSurface.RpcSocket)
        {
            listen.UseRpcTransport();
        }
    }
}
