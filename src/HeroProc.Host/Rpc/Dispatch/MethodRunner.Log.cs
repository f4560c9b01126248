namespace HeroProc.Host.Rpc.Dispatch;

internal sealed partial class MethodRunner
{
    [LoggerMessage(3100, LogLevel.Error, "The RPC method {Method} failed; its caller was told {CorrelationId}")]
    private partial void MethodFailed(Exception exception, string method, string correlationId);

    [LoggerMessage(3101, LogLevel.Error, "The RPC method {Method} was not run; its caller was told {CorrelationId}")]
    private partial void MethodNotRun(string method, string correlationId);
}
