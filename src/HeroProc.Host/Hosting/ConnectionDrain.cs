using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace HeroProc.Host.Hosting;

/// <summary>
/// Knows every open connection. At a stop the clients get a short while to finish; then what is still open is cut, because
/// a client that holds a stream open would otherwise use up the time the other parts need to stop in.
/// </summary>
internal sealed class ConnectionDrain(TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ConnectionDrain> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long connections may live on after the stop signal.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new(StringComparer.Ordinal);
    private CancellationTokenRegistration _stopping;
    private ITimer? _timer;

    /// <summary>Remembers the connection until the result is disposed. Thread-safe.</summary>
    public IDisposable Track(ConnectionContext connection)
    {
        _open[connection.ConnectionId] = connection;
        return new Tracked(_open, connection.ConnectionId);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => _timer = time.CreateTimer(_ => Cut(), null, Grace, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _timer?.Dispose();
    }

    private void Cut()
    {
        if (!_open.IsEmpty)
        {
            HostLog.CuttingConnections(logger, _open.Count, Grace);
        }

        foreach (var connection in _open.Values)
        {
            connection.Abort();
        }
    }

    private sealed class Tracked(ConcurrentDictionary<string, ConnectionContext> open, string id) : IDisposable
    {
        public void Dispose() => open.TryRemove(id, out _);
    }
}
