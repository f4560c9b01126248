using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.LiteDb;

/// <summary>The index over the journal in a LiteDB file. One thread of its own makes every call to LiteDB. Thread-safe.</summary>
public sealed partial class LiteDbEventStore : IEventStore
{
    // Documents looked at before others get their turn: some 10 ms.
    private const int Budget = 512;
    private const int MaxLimit = 1000;

    private readonly LiteDbThread _thread = new();
    private readonly SemaphoreSlim _backup = new(1);
    private readonly IndexPaths _paths;
    private readonly IndexOpener _opener;
    private readonly ILogger<LiteDbEventStore> _logger;
    private OpenIndex? _index;
    private StoreDamagedException? _damage;
    private long _appliedSeq;
    private bool _closed;

    /// <summary>An index that is not open yet.</summary>
    public LiteDbEventStore(LiteDbStoreOptions options, ILogger<LiteDbEventStore> logger)
        : this(options, new LinuxBootIdentity(), logger)
    {
    }

    internal LiteDbEventStore(LiteDbStoreOptions options, IBootIdentity boot, ILogger<LiteDbEventStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        _paths = new IndexPaths(options.Folder, options.BackupFolder ?? Path.Combine(options.Folder, "backup")) { CheckpointBytes = options.CheckpointBytes };
        _opener = new IndexOpener(_paths, boot);
        _logger = logger;
    }

    /// <inheritdoc/>
    public long AppliedSeq => Volatile.Read(ref _appliedSeq);

    /// <inheritdoc/>
    public async ValueTask<StoreOpening> OpenAsync(string journalId, long oldestSeq, long durableSeq, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(journalId);
        var opening = await _thread.RunAsync(
            () =>
            {
                if (_index is not null)
                    throw new InvalidOperationException("The event index is open already; it is opened once.");
                (_index, var opened) = _opener.Open(journalId, oldestSeq, durableSeq);
                Volatile.Write(ref _appliedSeq, opened.AppliedSeq);
                return opened;
            },
            cancellationToken).ConfigureAwait(false);
        if (opening.Rebuilt)
            LogRebuilt(opening.AppliedSeq, opening.Note);
        else
            LogOpened(opening.AppliedSeq);
        return opening;
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(string reason, CancellationToken cancellationToken)
    {
        LogReset(reason);
        await _thread.RunAsync(
            () =>
            {
                var index = Opened();
                var journalId = index.State.JournalId;
                _damage = new StoreDamagedException("The event index is being begun anew.");
                index.Dispose();
                Volatile.Write(ref _appliedSeq, 0);
                _index = _opener.CreateNew(journalId);
                _damage = null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(IReadOnlyList<StoredFact> facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        await WriteAsync(
            state =>
            {
                new FactBatch(state).Apply(facts);
                Volatile.Write(ref _appliedSeq, state.AppliedSeq);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredConfiguration> LoadConfigurationAsync(CancellationToken cancellationToken) => await ReadAsync(
        state => new StoredConfiguration(
            [.. state.Schema.Sources.Walk(state.Engine, MaxLimit)],
            [.. state.Schema.Triggers.Walk(state.Engine, MaxLimit)]),
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> LoadRoutedSeqAsync(CancellationToken cancellationToken) =>
        await ReadAsync(state => state.RoutedSeq, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<EventEntry?> FindEventAsync(string eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        return await ReadAsync(state => Lookup.Event(state, eventId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventEntry>> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckLimit(filter.Limit);
        var listing = new EventListing(filter);
        await StepAsync(state => listing.Step(state, Budget), cancellationToken).ConfigureAwait(false);
        return listing.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventEntry>> ListEventsForwardAsync(long afterSeq, ulong receivedSince, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var listing = new ForwardListing(afterSeq, receivedSince, limit);
        await StepAsync(state => listing.Step(state, Budget), cancellationToken).ConfigureAwait(false);
        return listing.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveryId);
        return await ReadAsync(state => Lookup.Delivery(state, deliveryId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Delivery>> ListDeliveriesOfEventAsync(string eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        var listing = new DeliveryListing(new DeliveryFilter { EventId = eventId, OldestFirst = true, Limit = int.MaxValue });
        await StepAsync(state => listing.Step(state, Budget), cancellationToken).ConfigureAwait(false);
        return [.. listing.Found.OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckLimit(filter.Limit);
        var listing = new DeliveryListing(filter);
        await StepAsync(state => listing.Step(state, Budget), cancellationToken).ConfigureAwait(false);
        return listing.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreCounters> LoadCountersAsync(CancellationToken cancellationToken) =>
        await ReadAsync(state => state.Tallies.ToCounters(Opened().Bytes), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> DeleteEventsBeforeAsync(long seq, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var sweep = new EventSweep(seq, limit);
        while (!await WriteAsync(sweep.Step, cancellationToken).ConfigureAwait(false))
        {
            // Facts and questions that came meanwhile get their turn between the steps.
        }

        return sweep.Deleted;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreBackup> BackupAsync(string folder, int keep, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        await _backup.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var copy = new IndexBackup(folder, keep);
            var backup = await CopyAsync(copy, cancellationToken).ConfigureAwait(false);
            LogBackup(backup.FileName, backup.Bytes, backup.AppliedSeq);
            return backup;
        }
        finally
        {
            _backup.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        // A walk during which the index changed proves nothing, so the second one lets nothing in between.
        var verification = new IndexVerification();
        long? version = null;
        var unchanged = true;
        await StepAsync(
            state =>
            {
                version ??= state.Version;
                unchanged = version == state.Version;
                return !unchanged || verification.Step(Opened());
            },
            cancellationToken).ConfigureAwait(false);
        if (!unchanged)
            await ReadAsync(_ => new IndexVerification().Run(Opened()), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true))
            return;
        await _thread.RunAsync(Close, CancellationToken.None).ConfigureAwait(false);
        await _thread.DisposeAsync().ConfigureAwait(false);
        _backup.Dispose();
    }

    /// <summary>Lets go of the files without closing the index, as the end of the process would.</summary>
    internal async ValueTask AbandonAsync()
    {
        await _thread.RunAsync(() => _index?.Dispose(), CancellationToken.None).ConfigureAwait(false);
        await _thread.DisposeAsync().ConfigureAwait(false);
    }

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(limit));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit, nameof(limit));
    }

    private async Task<StoreBackup> CopyAsync(IndexBackup backup, CancellationToken cancellationToken)
    {
        OpenIndex? copied = null;
        try
        {
            await ReadAsync(
                _ =>
                {
                    copied = Opened();
                    backup.Begin(copied);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            await StepAsync(
                _ => Opened() == copied ? backup.Step(copied) : throw new IOException("The event index was begun anew while it was copied."),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (copied is not null)
                await _thread.RunAsync(() => IndexBackup.End(copied), CancellationToken.None).ConfigureAwait(false);
        }

        return backup.Finish();
    }

    private OpenIndex Opened() => _index ?? throw new InvalidOperationException("The event index is not open; OpenAsync comes first.");

    private Task<T> ReadAsync<T>(Func<IndexState, T> question, CancellationToken cancellationToken) => _thread.RunAsync(
        () =>
        {
            var index = Opened();
            if (_damage is not null)
                throw new StoreDamagedException(_damage.Message, _damage);
            try
            {
                return question(index.State);
            }
            catch (StoreDamagedException exception)
            {
                _damage = exception;
                throw;
            }
        },
        cancellationToken);

    private Task<T> WriteAsync<T>(Func<IndexState, T> change, CancellationToken cancellationToken) => ReadAsync(
        state =>
        {
            try
            {
                return change(state);
            }
            catch (Exception exception) when (exception is not StoreDamagedException)
            {
                // What is kept in memory may be ahead of the file now.
                _damage = new StoreDamagedException("A change of the event index was not finished.", exception);
                throw;
            }
        },
        cancellationToken);

    private async Task StepAsync(Func<IndexState, bool> step, CancellationToken cancellationToken)
    {
        while (!await ReadAsync(step, cancellationToken).ConfigureAwait(false))
        {
            // Facts and questions that came meanwhile get their turn between the steps.
        }
    }

    private void Close()
    {
        if (_index is not { } index)
            return;
        _index = null;
        try
        {
            if (_damage is null)
                index.CloseCleanly();
        }
        catch (Exception exception) when (exception is StoreDamagedException or IOException or UnauthorizedAccessException)
        {
            LogNotClosed(exception);
        }
        finally
        {
            index.Dispose();
        }
    }
}
