using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Sources.Webhook;

internal sealed partial class WebhookActionType
{
    [LoggerMessage(2010, LogLevel.Error, "The webhook of action {Action} could not be brought in line with the action; set or delete the action anew: {Reason}")]
    private partial void LogNotMended(string action, string reason);
}
