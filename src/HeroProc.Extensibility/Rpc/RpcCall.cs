namespace HeroProc.Extensibility.Rpc;

/// <summary>Who calls, and what the connection can do.</summary>
/// <param name="Notifications">
/// Sends notifications to this caller, or null where the transport has no way back (HTTP). Sending never blocks the
/// method; a client that does not read is cut off by the host.
/// </param>
/// <param name="ConnectionClosed">Cancelled when the caller's connection ends; subscriptions end with it.</param>
/// <param name="Identity">Who the caller says to be (<c>X-Hero-User</c> on a Unix socket), or null.</param>
public sealed record RpcCall(IRpcNotifications? Notifications, CancellationToken ConnectionClosed, string? Identity = null);

/// <summary>The way back to a caller on a long-lived connection.</summary>
public interface IRpcNotifications
{
    /// <summary>Sends one notification.</summary>
    /// <param name="method">The method name, such as <c>event.notification</c>.</param>
    /// <param name="parameters">The params object; serialised by the host with the method's type information.</param>
    /// <param name="parametersType">Source-generated type information of <paramref name="parameters"/>.</param>
    /// <param name="cancellationToken">Ends the wait for room in the connection's bounded send queue.</param>
    /// <returns>False when the connection is gone; the caller stops sending then.</returns>
    ValueTask<bool> NotifyAsync(string method, object parameters, System.Text.Json.Serialization.Metadata.JsonTypeInfo parametersType, CancellationToken cancellationToken);
}
