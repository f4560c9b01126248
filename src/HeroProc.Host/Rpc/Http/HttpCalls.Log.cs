namespace HeroProc.Host.Rpc.Http;

internal sealed partial class HttpCalls
{
    [LoggerMessage(3105, LogLevel.Critical, "The dispatcher of HTTP calls has ended; calls over HTTP are refused until the host starts anew")]
    private partial void DispatcherFailed(Exception exception);
}
