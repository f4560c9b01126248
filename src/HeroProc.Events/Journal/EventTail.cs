using System.Runtime.CompilerServices;
using HeroProc.Events.Intake;
using HeroProc.Events.Store;

namespace HeroProc.Events.Journal;

/// <summary>Tells events in the order they were acknowledged, and waits for more. Thread-safe; each walk is one reader's own.</summary>
internal sealed class EventTail(FactLog log)
{
    // One at a time: with hundreds of walks, what each holds counts, and one event may be 25 MiB.
    private const int AtOnce = 1;

    /// <summary>Where the log ends now.</summary>
    public long End => log.DurableSeq;

    /// <summary>Events after a record, until cancelled or until the journal is closed. What is past its retention or damaged is passed over.</summary>
    /// <param name="afterSeq">The record before the first wanted.</param>
    /// <param name="sourceId">Only of this source; null for all.</param>
    /// <param name="type">Only of this type; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<(long Seq, EventRecord Event)> FollowAsync(long afterSeq, string? sourceId, string? type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = log.OpenReader(afterSeq + 1, FactKind.EventAccepted);
        List<StoredFact> batch = [];
        while (await reader.ReadBatchAsync(batch, AtOnce, cancellationToken).ConfigureAwait(false) is not null)
        {
            foreach (var fact in batch)
            {
                if (fact.Fact is EventAccepted { Event: var record } && (sourceId is null || record.SourceId == sourceId) && (type is null || record.Type == type))
                {
                    yield return (fact.Seq, record);
                }
            }
        }
    }
}
