using HeroProc.Host.Rpc.Discovery;

namespace HeroProc.Host.Rpc;

/// <summary>
/// Puts the methods together before anything listens, so that two modules that offer one name, or a type that cannot be
/// described, stop the start and not the first call.
/// </summary>
internal sealed class RpcStart(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<OpenRpcDocument>();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
