using HeroProc.Events.Intake;
using HeroProc.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Hosting;

/// <summary>
/// Starts and stops the extension. Start: open the journal, bring the index up to it, take up what was unfinished, then run. Stop:
/// sources first, then what travels, the journal last.
/// </summary>
internal sealed partial class EventsHost(
    EventsHostParts parts, IdGenerator ids, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<EventsHost> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopLedger = new();
    private RecordJournal? _journal;
    private Task _loops = Task.CompletedTask;
    private Task _ledger = Task.CompletedTask;

    /// <summary>True from the end of the start to the beginning of the stop.</summary>
    public bool IsRunning { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Create(parts.Folders.Root);
        (_journal, var id) = await JournalStart.OpenAsync(parts.Folders, ids, time, logger, cancellationToken).ConfigureAwait(false);
        parts.Log.Attach(_journal, id);
        var opening = await parts.Store.OpenAsync(id, parts.Log.Stats.FirstSeq, parts.Log.DurableSeq, cancellationToken).ConfigureAwait(false);
        if (opening.Rebuilt)
        {
            LogRebuilding(opening.Note ?? "unknown");
        }

        await parts.Feeder.CatchUpAtStartAsync(cancellationToken).ConfigureAwait(false);
        // From here on the index is kept up and, should it turn out damaged, rebuilt.
        var index = Watch("the index", parts.Feeder.RunAsync);
        await parts.Recovery.LoadAsync(cancellationToken).ConfigureAwait(false);

        _ledger = Watch("the delivery ledger", _ => parts.Ledger.RunAsync(_stopLedger.Token));
        _loops = Task.WhenAll(
            index,
            Watch("dispatch", parts.Engine.RunAsync),
            Watch("routing", parts.Routing.RunAsync),
            Watch("retention", parts.Retention.RunAsync),
            Watch("backups", parts.Backups.RunAsync),
            Watch("sources", parts.Sources.RunAsync));
        IsRunning = true;
        LogStarted(parts.Log.DurableSeq, parts.Catalog.State.Sources.Count, parts.Catalog.State.Triggers.Count);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsRunning = false;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        await _stopLedger.CancelAsync().ConfigureAwait(false);
        await _ledger.ConfigureAwait(false);
        await parts.Store.DisposeAsync().ConfigureAwait(false);
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _stopLedger.Dispose();
    }

    // A loop that ends on its own is a fault nobody can answer for: the process stops and its supervisor starts it anew, from disk.
    private async Task Watch(string name, Func<CancellationToken, Task> loop)
    {
        try
        {
            await Task.Run(() => loop(_stop.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The ordinary end.
        }
#pragma warning disable CA1031 // Logged, and the process stops.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLoopFailed(exception, name);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }
}
