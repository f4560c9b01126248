namespace HeroProc.Host.Rpc.Newline;

internal sealed partial class RpcTransport
{
    [LoggerMessage(3103, LogLevel.Warning, "An RPC client was cut off: {Reason}")]
    private partial void ClientCutOff(string reason);

    [LoggerMessage(3104, LogLevel.Warning, "An RPC client was refused: {Limit} newline connections are open")]
    private partial void TooManyConnections(int limit);
}
