using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace HeroProc.Host.Hosting;

/// <summary>
/// Gives the server a short while of its own to stop in. The server stops first and waits for every request; a client that
/// holds a stream open would otherwise use up the time in which the other parts save what they have in hand.
/// </summary>
internal sealed class DrainingServer(IServer inner, TimeProvider time, ILogger<DrainingServer> logger) : IServer
{
    /// <summary>How long requests and connections may live on after the stop signal; then they are cut.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public IFeatureCollection Features => inner.Features;

    /// <summary>Puts this server around the one that is registered.</summary>
    public static void Register(IServiceCollection services)
    {
        var server = services.Last(service => service.ServiceType == typeof(IServer)).ImplementationType
            ?? throw new InvalidOperationException("No server type is registered; call UseKestrelCore first.");
        services.AddSingleton<IServer>(provider => new DrainingServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DrainingServer>>()));
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        inner.StartAsync(application, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource(Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken);
        await inner.StopAsync(either.Token).ConfigureAwait(false);
        if (grace.IsCancellationRequested)
        {
            HostLog.CutConnections(logger, Grace);
        }
    }

    public void Dispose() => inner.Dispose();
}
