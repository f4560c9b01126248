using System.Text.Json.Serialization.Metadata;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>The way back to the client of a newline connection. Thread-safe.</summary>
internal sealed partial class NewlineNotifications(SendQueue queue, NewlineServices services) : IRpcNotifications
{
    private readonly ILogger _logger = services.Logger;

    /// <inheritdoc/>
    public ValueTask<bool> NotifyAsync(string method, object parameters, JsonTypeInfo parametersType, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(parametersType);
        if (queue.Closed.IsCancellationRequested)
        {
            return ValueTask.FromResult(false);
        }

        MessageBuffer message;
        try
        {
            message = MessageWriter.Notification(method, parameters, parametersType, services.Options.MaxMessageBytes);
        }
        catch (AnswerTooLargeException)
        {
            // The limit holds in both directions; the subscription itself goes on.
            NotificationTooLarge(method, services.Options.MaxMessageBytes);
            return ValueTask.FromResult(true);
        }

        return queue.SendWhenRoomAsync(message, cancellationToken);
    }
}
