using Microsoft.Extensions.Hosting;

namespace HeroProc.Host.FaultyExtension;

internal sealed class NeedsWhatIsNotThere(Stream missing)
{
    public Stream Missing { get; } = missing;
}

internal sealed class FailsToStart : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("the faulty service cannot start");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class FailsLater(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        throw new InvalidOperationException("the faulty service died");
    }
}

internal sealed class NeverStops : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;
}
