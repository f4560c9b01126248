using System.Runtime.InteropServices;

namespace HeroProc.Host.Hosting;

/// <summary>Stops the host at SIGTERM, SIGINT and SIGQUIT, and remembers that it was asked to.</summary>
internal sealed class SignalLifetime(IHostApplicationLifetime lifetime, ILogger<SignalLifetime> logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signalled;

    /// <summary>True once a signal has come; a host that stops without one has failed.</summary>
    public bool Signalled => Volatile.Read(ref _signalled) != 0;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        // The runtime would end the process at once; the stop does it after the work in hand.
        context.Cancel = true;
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            HostLog.Signalled(logger, context.Signal.ToString());
            lifetime.StopApplication();
        }
    }
}
