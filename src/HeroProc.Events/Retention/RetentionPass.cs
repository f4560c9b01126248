using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Store;
using HeroProc.Journal;

namespace HeroProc.Events.Retention;

/// <summary>
/// One look at what has had its time. The order makes every step safe to die after: first what is still needed is carried to the
/// end of the journal, then a snapshot stands for what goes, then the index forgets it, and only then the segments go. Whatever
/// was not reached is done by the next pass.
/// </summary>
/// <param name="index">The index and its way to it.</param>
/// <param name="store">The index.</param>
/// <param name="log">The journal.</param>
/// <param name="passedSeq">The last record up to which every event was offered to the triggers.</param>
/// <param name="intake">How long a repetition is told.</param>
/// <param name="options">How long the log is kept.</param>
/// <param name="time">The clock.</param>
internal sealed class RetentionPass(
    StoreFeeder index, IEventStore store, FactLog log, Func<long> passedSeq, IntakeOptions intake, RetentionOptions options, TimeProvider time)
{
    // Events that leave the index in one transaction: others get their turn in between.
    private const int Step = 200;

    private readonly UnfinishedDeliveries _unfinished = new(index);

    /// <summary>Does all there is to do now.</summary>
    public async Task<RetentionOutcome> RunAsync(CancellationToken cancellationToken)
    {
        await index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var first = log.Stats.FirstSeq;
        var before = await FirstKeptAsync(cancellationToken).ConfigureAwait(false);
        var carried = 0;
        if (before > first)
        {
            (carried, var failure) = await CarryAsync(before, cancellationToken).ConfigureAwait(false);
            failure ??= await WriteSnapshotAsync(before, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return new RetentionOutcome(first, 0, 0, 0, carried, failure);
            }
        }

        // Also without a cut: deliveries that kept an old event may have ended since.
        var events = await ForgetAsync(before, cancellationToken).ConfigureAwait(false);
        var dropped = before > first ? log.DropBefore(before) : default;
        return new RetentionOutcome(log.Stats.FirstSeq, dropped.Segments, dropped.Bytes, events, carried, dropped.Failure?.ToString());
    }

    private async Task<long> FirstKeptAsync(CancellationToken cancellationToken)
    {
        var needed = Math.Min(index.AppliedSeq, passedSeq()) + 1;
        var segments = log.Segments;
        var first = RetentionCut.FirstKept(segments, options, time.GetUtcNow(), needed);
        if (first == segments[0].FirstSeq)
        {
            return first;
        }

        // The events a batch runs for besides its own belong to deliveries that have ended; they stay until the batch has run.
        await foreach (var delivery in _unfinished.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (delivery.Carries is { Count: > 0 } carries)
            {
                needed = Math.Min(needed, Math.Min(delivery.EventSeq, carries.Min()));
            }
        }

        return RetentionCut.FirstKept(segments, options, time.GetUtcNow(), needed);
    }

    private async Task<(int Carried, string? Failure)> CarryAsync(long before, CancellationToken cancellationToken)
    {
        var carried = 0;
        await foreach (var entry in _unfinished.EventsBeforeAsync(before, cancellationToken).ConfigureAwait(false))
        {
            // Carried already, by a pass that died, or long ago; or damaged, and then there is nothing to carry.
            if (entry.Position.Segment >= before || log.ReadEvent(entry.Position) is not { } record)
            {
                continue;
            }

            switch (await log.AppendAsync(RetentionSnapshot.Carried(entry, record)).ConfigureAwait(false))
            {
                case AppendResult.Appended:
                    carried++;
                    break;
                case AppendResult.StorageUnavailable unavailable:
                    return (carried, unavailable.Reason.ToString());
                default:
                    return (carried, "Overloaded");
            }
        }

        await index.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return (carried, null);
    }

    private async Task<string?> WriteSnapshotAsync(long before, CancellationToken cancellationToken)
    {
        var snapshot = new RetentionSnapshot(index, log, _unfinished, intake, time);
        return await log.WriteSnapshotAsync(snapshot.FactsAsync(before, cancellationToken), cancellationToken).ConfigureAwait(false)
            is SnapshotResult.StorageUnavailable unavailable ? unavailable.Reason.ToString() : null;
    }

    private async Task<int> ForgetAsync(long before, CancellationToken cancellationToken)
    {
        for (var forgotten = 0; ;)
        {
            var step = await index.AskAsync(_ => store.DeleteEventsBeforeAsync(before, Step, cancellationToken), cancellationToken).ConfigureAwait(false);
            forgotten += step;
            if (step < Step)
            {
                return forgotten;
            }
        }
    }
}
