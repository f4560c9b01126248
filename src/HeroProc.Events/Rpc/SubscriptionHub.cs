using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Extensibility.Rpc;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Rpc;

/// <summary>Tells connected clients of events as they come. A client that does not read holds up only itself. Thread-safe.</summary>
internal sealed partial class SubscriptionHub(EventTail tail, IdGenerator ids, ILogger<SubscriptionHub> logger) : IDisposable
{
    /// <summary>Subscriptions of one connection.</summary>
    public const int MaxPerConnection = 16;

    /// <summary>Subscriptions and streams in all.</summary>
    public const int Max = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private int _streams;

    /// <summary>Begins a subscription; it ends with <see cref="Close"/>, with its connection, or with the host.</summary>
    /// <param name="call">The caller, on a connection with a way back.</param>
    /// <param name="sourceId">Only events of this source.</param>
    /// <param name="type">Only events of this type.</param>
    /// <param name="afterSeq">The record before the first wanted; null begins now.</param>
    /// <returns>Its id, or why there is none.</returns>
    public RpcResult<string> Open(RpcCall call, string? sourceId, string? type, long? afterSeq)
    {
        if (call.Notifications is not { } notifications)
        {
            return RpcError.Refused("This connection has no way back. Subscribe over the newline-delimited transport, or read GET /events/stream.");
        }

        Subscription subscription;
        lock (_lock)
        {
            if (_subscriptions.Values.Count(one => ReferenceEquals(one.Notifications, notifications)) >= MaxPerConnection)
            {
                return RpcError.Refused($"This connection has {MaxPerConnection} subscriptions already. End one with event.unsubscribe.");
            }

            if (_subscriptions.Count + _streams >= Max)
            {
                return RpcError.Overloaded(retryAfterMs: 5000);
            }

            subscription = new Subscription(ids.Next(), notifications, CancellationTokenSource.CreateLinkedTokenSource(call.ConnectionClosed), sourceId, type, afterSeq ?? tail.End);
            _subscriptions.Add(subscription.Id, subscription);
        }

        _ = Task.Run(() => TellAsync(subscription), CancellationToken.None);
        return subscription.Id;
    }

    /// <summary>Ends a subscription of this connection.</summary>
    /// <returns>False when it has none of that id.</returns>
    public bool Close(RpcCall call, string subscriptionId)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(subscriptionId, out var subscription) || !ReferenceEquals(subscription.Notifications, call.Notifications))
            {
                return false;
            }

            _subscriptions.Remove(subscriptionId);
            subscription.Stop.Cancel();
            return true;
        }
    }

    /// <summary>Takes a place for a stream; each is given back with <see cref="EndStream"/>.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryBeginStream()
    {
        lock (_lock)
        {
            if (_subscriptions.Count + _streams >= Max)
            {
                return false;
            }

            _streams++;
            return true;
        }
    }

    /// <summary>Gives a stream's place back.</summary>
    public void EndStream()
    {
        lock (_lock)
        {
            _streams--;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            // A copy: one that ends may take itself out at once, on this thread.
            foreach (var subscription in _subscriptions.Values.ToArray())
            {
                subscription.Stop.Cancel();
            }
        }
    }

    private async Task TellAsync(Subscription subscription)
    {
        var stop = subscription.Stop.Token;
        var last = subscription.AfterSeq;
        try
        {
            await foreach (var (seq, record) in tail.FollowAsync(subscription.AfterSeq, subscription.SourceId, subscription.Type, stop).ConfigureAwait(false))
            {
                var notification = new EventNotification(subscription.Id, EventDocument.Of(record), Cursor.OfEvent(seq));
                if (!await subscription.Notifications.NotifyAsync("event.notification", notification, RpcJson.Default.EventNotification, stop).ConfigureAwait(false))
                {
                    break;
                }

                last = seq;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Unsubscribed, disconnected, or the host stops.
        }
#pragma warning disable CA1031 // Nobody awaits this: the client is told, and the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogEnded(exception);
            await TellEndAsync(subscription, last).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _subscriptions.Remove(subscription.Id);
                subscription.Stop.Dispose();
            }
        }
    }

    private static async Task TellEndAsync(Subscription subscription, long last)
    {
        try
        {
            var ended = new SubscriptionEnded(subscription.Id, Cursor.OfEvent(Math.Max(last, 1)), "The journal could not be read. Subscribe again from this cursor.");
            await subscription.Notifications.NotifyAsync("event.subscription_ended", ended, RpcJson.Default.SubscriptionEnded, subscription.Stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The connection closed meanwhile; there is nobody left to tell.
        }
    }

    private sealed record Subscription(string Id, IRpcNotifications Notifications, CancellationTokenSource Stop, string? SourceId, string? Type, long AfterSeq);
}
