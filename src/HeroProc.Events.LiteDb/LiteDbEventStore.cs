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

    private readonly SemaphoreSlim _backup = new(1);
    private readonly IndexOwner _owner;
    private readonly ILogger<LiteDbEventStore> _logger;
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
        var backupFolder = options.BackupFolder ?? Path.Combine(options.Folder, "backup");
        _owner = new IndexOwner(new IndexOpener(new IndexPaths(options.Folder, backupFolder) { CheckpointBytes = options.CheckpointBytes }, boot));
        _logger = logger;
    }

    /// <inheritdoc/>
    public long AppliedSeq => _owner.AppliedSeq;

    /// <inheritdoc/>
    public async ValueTask<StoreOpening> OpenAsync(string journalId, long oldestSeq, long durableSeq, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(journalId);
        var opening = await _owner.OpenAsync(journalId, oldestSeq, durableSeq, cancellationToken).ConfigureAwait(false);
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
        await _owner.ResetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(IReadOnlyList<StoredFact> facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        await _owner.WriteAsync(
            index =>
            {
                new FactBatch(index.State).Apply(facts);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredConfiguration> LoadConfigurationAsync(CancellationToken cancellationToken) => await _owner.ReadAsync(
        index => new StoredConfiguration(
            [.. index.State.Schema.Sources.Walk(index.State.Engine, MaxLimit)],
            [.. index.State.Schema.Triggers.Walk(index.State.Engine, MaxLimit)]),
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> LoadRoutedSeqAsync(CancellationToken cancellationToken) =>
        await _owner.ReadAsync(index => index.State.RoutedSeq, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<EventEntry?> FindEventAsync(string eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        return await _owner.ReadAsync(index => Lookup.Event(index.State, eventId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventEntry>> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckLimit(filter.Limit);
        var listing = new EventListing(filter);
        await _owner.StepAsync(index => listing.Step(index.State, Budget), cancellationToken).ConfigureAwait(false);
        return listing.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventEntry>> ListEventsForwardAsync(long afterSeq, ulong receivedSince, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var listing = new ForwardListing(afterSeq, receivedSince, limit);
        await _owner.StepAsync(index => listing.Step(index.State, Budget), cancellationToken).ConfigureAwait(false);
        return listing.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveryId);
        return await _owner.ReadAsync(index => Lookup.Delivery(index.State, deliveryId), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Delivery>> ListDeliveriesOfEventAsync(string eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        var listing = new DeliveryListing(new DeliveryFilter { EventId = eventId, OldestFirst = true, Limit = int.MaxValue });
        await _owner.StepAsync(index => listing.Step(index.State, Budget), cancellationToken).ConfigureAwait(false);
        return [.. listing.Found.OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Id, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckLimit(filter.Limit);
        var listing = new DeliveryListing(filter);
        await _owner.StepAsync(index => listing.Step(index.State, Budget), cancellationToken).ConfigureAwait(false);
        return listing.Found;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreCounters> LoadCountersAsync(CancellationToken cancellationToken) =>
        await _owner.ReadAsync(index => index.State.Tallies.ToCounters(index.Bytes), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> DeleteEventsBeforeAsync(long seq, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var sweep = new EventSweep(seq, limit);
        while (!await _owner.WriteAsync(index => sweep.Step(index.State), cancellationToken).ConfigureAwait(false))
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
        await _owner.StepAsync(
            index =>
            {
                version ??= index.State.Version;
                unchanged = version == index.State.Version;
                return !unchanged || verification.Step(index);
            },
            cancellationToken).ConfigureAwait(false);
        if (!unchanged)
            await _owner.ReadAsync(index => new IndexVerification().Run(index), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true))
            return;
        if (await _owner.CloseAsync().ConfigureAwait(false) is { } fault)
            LogNotClosed(fault);
        await _owner.DisposeAsync().ConfigureAwait(false);
        _backup.Dispose();
    }

    /// <summary>Lets go of the files without closing the index, as the end of the process would.</summary>
    internal async ValueTask AbandonAsync()
    {
        await _owner.AbandonAsync().ConfigureAwait(false);
        await _owner.DisposeAsync().ConfigureAwait(false);
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
            await _owner.ReadAsync(
                index =>
                {
                    copied = index;
                    backup.Begin(index);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            await _owner.StepAsync(
                index => index == copied ? backup.Step(index) : throw new IOException("The event index was begun anew while it was copied."),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (copied is not null)
                await _owner.EndBackupAsync(copied).ConfigureAwait(false);
        }

        return backup.Finish();
    }
}
