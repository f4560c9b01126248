using HeroProc.Host.Rpc.Newline;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HeroProc.Host.Rpc;

/// <summary>Puts the RPC transports on a Kestrel endpoint.</summary>
internal static class RpcListenExtensions
{
    /// <summary>
    /// Tells the transports apart by a connection's first byte: A to Z is HTTP and goes on to Kestrel, anything else is
    /// newline-delimited JSON-RPC. Needs <see cref="RpcServiceCollectionExtensions.AddRpcServer"/>.
    /// </summary>
    public static ListenOptions UseRpcTransport(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var transport = listen.ApplicationServices.GetService<RpcTransport>()
            ?? throw new InvalidOperationException($"{nameof(UseRpcTransport)} needs {nameof(RpcServiceCollectionExtensions.AddRpcServer)} on the services.");
        listen.Use(http => connection => transport.ServeAsync(connection, http));
        return listen;
    }
}
