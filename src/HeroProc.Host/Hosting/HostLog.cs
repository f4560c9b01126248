namespace HeroProc.Host.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(3000, LogLevel.Information, "Host {Version} serves {Url} and the sockets in {SocketFolder}; data is in {DataRoot}")]
    public static partial void Serving(ILogger logger, string version, string url, string socketFolder, string dataRoot);

    [LoggerMessage(3001, LogLevel.Information, "{Signal}: stopping")]
    public static partial void Signalled(ILogger logger, string signal);

    [LoggerMessage(3002, LogLevel.Warning, "Connections still in use {Grace} after the stop began were cut")]
    public static partial void CutConnections(ILogger logger, TimeSpan grace);

    [LoggerMessage(3003, LogLevel.Error, "The stop did not end cleanly")]
    public static partial void StopFailed(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Critical, "The host stops without having been asked to: a part of it failed")]
    public static partial void StoppedByItself(ILogger logger);
}
