using HeroProc.Host.Actions;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;
using HeroProc.Host.Jobs.Retention;
using HeroProc.Journal;

namespace HeroProc.Host.Jobs;

/// <summary>
/// Opens the journal before any hosted service starts, runs jobs once all have started, and stops in the opposite order. What runs when
/// the host stops is left running and adopted at the next start.
/// </summary>
internal sealed class JobsService(Ledger ledger, ActionRegistry actions, JobLedger jobs, JobRunner runner, JobTidier tidier) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _tidying = Task.CompletedTask;
    private bool _hostDied;
    private bool _started;
    private int _stopped;

    /// <summary>Reads what is kept. From here on actions and jobs can be asked for and made.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken) => await ledger.OpenAsync(Replay, cancellationToken).ConfigureAwait(false);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All parts are there: half-done changes are mended, and jobs run.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await actions.ReconcileAsync(cancellationToken).ConfigureAwait(false);
        var (_, error) = await ledger.AppendAsync(LedgerCodec.Mark(LedgerKind.HostStarted)).ConfigureAwait(false);
        if (error is not null)
        {
            throw new IOException($"The host cannot record that it runs jobs: {error.Message}");
        }

        runner.Start(_hostDied);
        _tidying = tidier.RunAsync(_stopping.Token);
        _started = true;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After all others have stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await StopAsync(inGoodOrder: true).ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await StopAsync(inGoodOrder: true).ConfigureAwait(false);

    /// <summary>Stops once; not in good order leaves the journal as a death of the host would.</summary>
    public async Task StopAsync(bool inGoodOrder)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _tidying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await runner.DisposeAsync().ConfigureAwait(false);
        if (inGoodOrder && _started)
        {
            // A disk that refuses leaves the mark out: the next start then looks closer than it needs to.
            await ledger.AppendAsync(LedgerCodec.Mark(LedgerKind.HostStopped)).ConfigureAwait(false);
        }

        await ledger.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Replay(JournalEntry record)
    {
        switch ((LedgerKind)record.Kind)
        {
            case LedgerKind.ActionSet or LedgerKind.ActionDeleted:
                actions.Replay(record);
                break;
            case LedgerKind.JobCreated or LedgerKind.JobChanged:
                jobs.Replay(record);
                break;
            case LedgerKind.HostStarted:
                _hostDied = true;
                break;
            case LedgerKind.HostStopped:
                _hostDied = false;
                break;
            default:
                throw new InvalidDataException($"The journal of jobs holds a record of kind {record.Kind}, which this version does not know; run the version that wrote it.");
        }
    }
}
