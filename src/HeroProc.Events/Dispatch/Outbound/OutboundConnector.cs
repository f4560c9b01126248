using System.Net;
using System.Net.Sockets;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>
/// Opens the connections of outgoing requests. The address is checked here, on what the name resolved to and just before connecting
/// to that very address, so that a name that answers differently the second time gains nothing. Thread-safe.
/// </summary>
/// <param name="resolve">The addresses of a name.</param>
/// <param name="allowPrivate">True to connect to any address.</param>
internal sealed class OutboundConnector(OutboundConnector.Resolver resolve, bool allowPrivate)
{
    /// <summary>Gives the addresses of a name; throws <see cref="SocketException"/> when there are none.</summary>
    public delegate Task<IPAddress[]> Resolver(string host, CancellationToken cancellationToken);

    /// <summary>Connects, for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">No address of the host is public.</exception>
    /// <exception cref="SocketException">The name has no address, or nobody answers there.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var found = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await resolve(endPoint.Host, cancellationToken).ConfigureAwait(false);
        var addresses = allowPrivate ? found : Array.FindAll(found, PublicAddress.Is);
        if (addresses.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new AddressRefusedException(endPoint.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
