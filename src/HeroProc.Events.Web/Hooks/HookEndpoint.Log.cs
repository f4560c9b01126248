using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Web.Hooks;

internal sealed partial class HookEndpoint
{
    [LoggerMessage(2100, LogLevel.Warning, "A request to webhook source {SourceId} was refused with {Status}: {Reason}")]
    private partial void LogRejected(string sourceId, int status, string reason);
}
