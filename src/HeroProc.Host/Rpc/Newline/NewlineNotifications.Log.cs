namespace HeroProc.Host.Rpc.Newline;

internal sealed partial class NewlineNotifications
{
    [LoggerMessage(3102, LogLevel.Warning, "A notification {Method} is larger than {Limit} bytes and was not sent")]
    private partial void NotificationTooLarge(string method, int limit);
}
