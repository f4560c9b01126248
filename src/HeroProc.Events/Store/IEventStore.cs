using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Store;

/// <summary>
/// The index over the journal: what was accepted, how it was routed, where deliveries stand. Everything in it can be rebuilt
/// from the journal, so nothing here is ever the reason for an acknowledgement.
/// </summary>
/// <remarks>
/// Thread-safe: an adapter serialises calls by itself (LiteDB on one thread of its own). A call that finds the index damaged
/// throws <see cref="StoreDamagedException"/>; the owner then calls <see cref="ResetAsync"/> and applies the journal again.
/// </remarks>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>
    /// Opens the index, or makes a new one when it is missing, damaged, of another journal, or of a later state than the
    /// journal holds. Must be called once, before anything else.
    /// </summary>
    /// <param name="journalId">The identity of the journal the index belongs to.</param>
    /// <param name="oldestSeq">The first record the journal can still give; an index that ends before it minus one is of no use.</param>
    /// <param name="durableSeq">The last record of the journal.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    ValueTask<StoreOpening> OpenAsync(string journalId, long oldestSeq, long durableSeq, CancellationToken cancellationToken);

    /// <summary>Forgets everything: the next record to apply is the first the journal can give.</summary>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    ValueTask ResetAsync(string reason, CancellationToken cancellationToken);

    /// <summary>The sequence number of the last record applied; 0 for an empty index.</summary>
    long AppliedSeq { get; }

    /// <summary>
    /// Applies records and moves <see cref="AppliedSeq"/>, all in one transaction. Records at or below the cursor are passed
    /// over, so applying twice is the same as once. A delivery change or routing of an event the index does not know is kept
    /// only if the delivery is unfinished.
    /// </summary>
    ValueTask ApplyAsync(IReadOnlyList<StoredFact> facts, CancellationToken cancellationToken);

    /// <summary>All sources and triggers.</summary>
    ValueTask<StoredConfiguration> LoadConfigurationAsync(CancellationToken cancellationToken);

    /// <summary>The sequence number of the last event that was routed; 0 for none.</summary>
    ValueTask<long> LoadRoutedSeqAsync(CancellationToken cancellationToken);

    /// <summary>The event, or null.</summary>
    ValueTask<EventEntry?> FindEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Events, newest first, one page.</summary>
    ValueTask<IReadOnlyList<EventEntry>> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Events received at or after a moment, oldest first, from a sequence number on: what duplicates are told by after a
    /// restart.
    /// </summary>
    ValueTask<IReadOnlyList<EventEntry>> ListEventsForwardAsync(long afterSeq, ulong receivedSince, int limit, CancellationToken cancellationToken);

    /// <summary>The delivery, or null.</summary>
    ValueTask<Delivery?> FindDeliveryAsync(string deliveryId, CancellationToken cancellationToken);

    /// <summary>All deliveries of an event, oldest first.</summary>
    ValueTask<IReadOnlyList<Delivery>> ListDeliveriesOfEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Deliveries, one page, in the order the filter asks for.</summary>
    ValueTask<IReadOnlyList<Delivery>> ListDeliveriesAsync(DeliveryFilter filter, CancellationToken cancellationToken);

    /// <summary>Counters kept while applying, never counted by walking.</summary>
    ValueTask<StoreCounters> LoadCountersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes events before a sequence number with their finished deliveries, at most <paramref name="limit"/> events.
    /// Events with an unfinished delivery stay.
    /// </summary>
    /// <returns>How many events were deleted; fewer than the limit means there are no more.</returns>
    ValueTask<int> DeleteEventsBeforeAsync(long seq, int limit, CancellationToken cancellationToken);

    /// <summary>Writes a verified copy of the index into a folder, keeping the newest <paramref name="keep"/> copies.</summary>
    ValueTask<StoreBackup> BackupAsync(string folder, int keep, CancellationToken cancellationToken);

    /// <summary>Reads every document and index and compares checksums; throws <see cref="StoreDamagedException"/> at the first fault.</summary>
    ValueTask VerifyAsync(CancellationToken cancellationToken);
}
