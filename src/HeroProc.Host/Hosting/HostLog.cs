namespace HeroProc.Host.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(3000, LogLevel.Information, "Host {Version} serves {Url} and the sockets in {SocketFolder}; data is in {DataRoot}")]
    public static partial void Serving(ILogger logger, string version, string url, string socketFolder, string dataRoot);

    [LoggerMessage(3001, LogLevel.Critical, "The start failed")]
    public static partial void StartFailed(ILogger logger, Exception exception);

    [LoggerMessage(3002, LogLevel.Information, "{Signal}: stopping")]
    public static partial void Signalled(ILogger logger, string signal);

    [LoggerMessage(3003, LogLevel.Warning, "Cutting {Count} connections still open {Grace} after the stop began")]
    public static partial void CuttingConnections(ILogger logger, int count, TimeSpan grace);

    [LoggerMessage(3004, LogLevel.Error, "The stop did not end cleanly")]
    public static partial void StopFailed(ILogger logger, Exception exception);

    [LoggerMessage(3005, LogLevel.Critical, "The host stops without having been asked to: a part of it failed")]
    public static partial void StoppedByItself(ILogger logger);
}
