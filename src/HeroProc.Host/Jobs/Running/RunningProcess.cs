using HeroProc.Host.Jobs.Output;
using Microsoft.Win32.SafeHandles;

namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// A process group that is watched until its leader ends: what is left of it is then killed, the output read to its end, the exit
/// code taken from where the leader left it.
/// </summary>
internal sealed partial class RunningProcess : IRunningAttempt
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);
    private readonly int _group;
    private readonly string _folder;
    private readonly SafePipeHandle[] _keepers;
    private readonly OutputLog _log;
    private readonly OutputPump[] _pumps;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _left = new();
    private readonly Lock _gate = new();
    private bool _ended;

    /// <param name="group">The process that leads the group.</param>
    /// <param name="folder">The folder of the start.</param>
    /// <param name="pipes">The host's ends of its pipes; null when the process has deleted them from its folder.</param>
    /// <param name="log">Where its output goes.</param>
    /// <param name="end">Waits for the end of the leader: its exit code, or null when that is not told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of signals that fail.</param>
    public RunningProcess(
        int group, string folder, HostPipes? pipes, OutputLog log, Func<CancellationToken, Task<int?>> end, TimeProvider time, ILogger logger)
    {
        _group = group;
        _folder = folder;
        _keepers = pipes?.Keepers ?? [];
        _log = log;
        _time = time;
        _logger = logger;
        _pumps = pipes is null ? [] : [new OutputPump(pipes.StandardOutput, error: false, log), new OutputPump(pipes.StandardError, error: true, log)];
        Exit = WatchAsync(end);
    }

    public Task<int?> Exit { get; }

    public void Terminate() => Signal(Posix.Terminate);

    public void Kill() => Signal(Posix.KillSignal);

    /// <summary>Stops watching. A process that still runs is left as it is, for the next life of the host.</summary>
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync().ConfigureAwait(false);
        await Exit.ConfigureAwait(false);
        _left.Dispose();
    }

    private async Task<int?> WatchAsync(Func<CancellationToken, Task<int?>> end)
    {
        // From here on nothing runs on the caller: the first read of a pipe may be answered at once, for long.
        await Task.Yield();
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        var reading = Task.WhenAll(_pumps.Select(pump => pump.RunAsync(drained.Token)));
        int? code = null;
        try
        {
            code = await end(_left.Token).ConfigureAwait(false);
            lock (_gate)
            {
                // The number of the leader can belong to somebody else soon: this is the last signal.
                Send(Posix.KillSignal);
                _ended = true;
            }

            code = AttemptScript.ReadExit(_folder) ?? code;
        }
        catch (OperationCanceledException)
        {
            // Left running.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NoExitCode(exception);
        }

        foreach (var keeper in _keepers)
        {
            keeper.Dispose();
        }

        await FinishReadingAsync(reading, drained).ConfigureAwait(false);
        if (_ended)
        {
            HostPipes.Delete(_folder);
        }

        return code;
    }

    /// <summary>Reads to the end; a process that left the group with the pipe in its hands is waited for a moment only.</summary>
    private async Task FinishReadingAsync(Task reading, CancellationTokenSource drained)
    {
        try
        {
            using var limit = new CancellationTokenSource(DrainLimit, _time);
            await using var registration = limit.Token.Register(static source => ((CancellationTokenSource)source!).Cancel(), drained).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            NotRead(exception);
        }
        finally
        {
            foreach (var pump in _pumps)
            {
                await pump.DisposeAsync().ConfigureAwait(false);
            }

            _log.Dispose();
        }
    }

    private void Signal(int signal)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                Send(signal);
            }
        }
    }

    private void Send(int signal)
    {
        try
        {
            Posix.SignalGroup(_group, signal);
        }
        catch (IOException exception)
        {
            // A program of the group that took other rights on itself; the others got the signal.
            NotSignalled(exception, signal, _group);
        }
    }

    [LoggerMessage(3230, LogLevel.Warning, "The exit code of a job's process cannot be read")]
    private partial void NoExitCode(Exception exception);

    [LoggerMessage(3231, LogLevel.Warning, "The output of a job's process cannot be read to its end")]
    private partial void NotRead(Exception exception);

    [LoggerMessage(3232, LogLevel.Warning, "Signal {Signal} did not reach all of process group {Group}")]
    private partial void NotSignalled(Exception exception, int signal, int group);
}
