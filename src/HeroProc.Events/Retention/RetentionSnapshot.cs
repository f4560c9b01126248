using System.Runtime.CompilerServices;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Store;

namespace HeroProc.Events.Retention;

/// <summary>
/// The facts that stand for a part of the journal that goes: with them and the rest of the journal everything that is promised
/// can be built again. They may say more than what goes, never less: what the rest of the journal says again comes to the same.
/// </summary>
internal sealed class RetentionSnapshot(StoreFeeder index, FactLog log, UnfinishedDeliveries unfinished, IntakeOptions options, TimeProvider time)
{
    private const int Group = 200;
    private const int PageSize = 1000;

    // A trigger's own window may be longer than that of events; what is remembered too long is told by the time in it.
    private static readonly TimeSpan _longestBusinessWindow = TimeSpan.FromDays(366);

    /// <summary>The facts for everything before a record.</summary>
    public async IAsyncEnumerable<Fact> FactsAsync(long before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = await index.AskAsync(store => store.LoadConfigurationAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var sources in stored.Sources.Chunk(Group))
        {
            yield return new ConfigurationChanged { SourcesSet = sources };
        }

        foreach (var triggers in stored.Triggers.Chunk(Group))
        {
            yield return new ConfigurationChanged { TriggersSet = triggers };
        }

        // Moves the cursor of routing and nothing else: no event has an empty id.
        var routed = await index.AskAsync(store => store.LoadRoutedSeqAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        yield return new EventRouted { EventSeq = routed, EventId = "" };

        await foreach (var entry in unfinished.EventsBeforeAsync(before, cancellationToken).ConfigureAwait(false))
        {
            if (log.ReadEvent(entry.Position) is { } record)
            {
                yield return Carried(entry, record with { Payload = default }) with { Position = entry.Position };
            }

            var deliveries = await index.AskAsync(store => store.ListDeliveriesOfEventAsync(entry.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var chunk in deliveries.Where(delivery => delivery.EventSeq == entry.Seq).Chunk(Group))
            {
                yield return new DeliveriesChanged { Deliveries = chunk };
            }
        }

        await foreach (var keys in KeysAsync(before, cancellationToken).ConfigureAwait(false))
        {
            yield return keys;
        }
    }

    /// <summary>An event with what the index knows of it.</summary>
    public static EventCarried Carried(EventEntry entry, EventRecord record) => new()
    {
        EventSeq = entry.Seq,
        Event = record,
        ContentHash = entry.ContentHash,
        MatchedTriggers = entry.MatchedTriggers,
        NearMisses = entry.NearMisses,
    };

    private async IAsyncEnumerable<KeysRemembered> KeysAsync(long before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = (now - TimeSpan.FromDays(options.DuplicateWindowDays)).ToUnixTimeMilliseconds();
        var businessSince = (now - _longestBusinessWindow).ToUnixTimeMilliseconds();
        foreach (var known in index.KeysOfBefore())
        {
            var still = new KeysRemembered
            {
                Events = [.. known.Events.Where(one => one.At >= since)],
                BusinessKeys = [.. known.BusinessKeys.Where(one => one.At >= businessSince)],
            };
            if (still.Events.Count + still.BusinessKeys.Count > 0)
            {
                yield return still;
            }
        }

        for (long after = 0; ;)
        {
            var page = await index.AskAsync(store => store.ListEventsForwardAsync(after, (ulong)Math.Max(0, since), PageSize, cancellationToken), cancellationToken).ConfigureAwait(false);
            var going = page.TakeWhile(entry => entry.Seq < before).ToList();
            if (going.Count > 0)
            {
                yield return new KeysRemembered { Events = [.. going.Select(EventIntake.KeyToRemember).OfType<RememberedEvent>()] };
                after = going[^1].Seq;
            }

            if (going.Count < PageSize)
            {
                break;
            }
        }

        DeliveryCursor? place = null;
        while (true)
        {
            var filter = new DeliveryFilter { Since = businessSince, OldestFirst = true, After = place, Limit = PageSize };
            var page = await index.AskAsync(store => store.ListDeliveriesAsync(filter, cancellationToken), cancellationToken).ConfigureAwait(false);
            var going = page.TakeWhile(delivery => delivery.EventSeq < before).ToList();
            var taken = going.Where(static delivery => delivery.DedupeKey is not null && delivery.Reason != DeliveryReason.DuplicateKey)
                .Select(static delivery => new RememberedBusinessKey(delivery.TriggerId, delivery.DedupeKey!, delivery.CreatedAt)).ToList();
            if (taken.Count > 0)
            {
                yield return new KeysRemembered { BusinessKeys = taken };
            }

            if (going.Count < PageSize)
            {
                break;
            }

            place = new DeliveryCursor(going[^1].EventSeq, going[^1].Id);
        }
    }
}
