using System.Runtime.CompilerServices;
using HeroProc.Events.Intake;
using HeroProc.Events.Store;
using HeroProc.Journal;

namespace HeroProc.Events.Journal;

/// <summary>The journal, in facts: the one place where something becomes true. Thread-safe.</summary>
/// <param name="journal">The open journal.</param>
/// <param name="id">The identity of this journal, by which its index knows it.</param>
internal sealed class FactLog(RecordJournal journal, string id)
{
    /// <summary>The identity of this journal.</summary>
    public string Id => id;

    /// <summary>Sizes and bounds.</summary>
    public JournalStats Stats => journal.Stats;

    /// <summary>
    /// Appends one fact. <see cref="AppendResult.Appended"/> means it survives a <c>kill -9</c> and a power cut. A write once begun
    /// is finished, so there is nothing to cancel.
    /// </summary>
    public ValueTask<AppendResult> AppendAsync(Fact fact) => journal.AppendAsync(FactCodec.Encode(fact), CancellationToken.None);

    /// <summary>Appends facts, all or none.</summary>
    public ValueTask<AppendResult> AppendAsync(IReadOnlyList<Fact> facts)
    {
        var records = new JournalRecord[facts.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = FactCodec.Encode(facts[i]);
        }

        return journal.AppendAsync(records, CancellationToken.None);
    }

    /// <summary>Durable facts from a sequence number on, waiting for more at the end.</summary>
    /// <param name="fromSeq">The first record wanted.</param>
    /// <param name="wanted">Kinds to decode; others are passed over unread. Null is all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<StoredFact> ReadAsync(long fromSeq, FactKind[]? wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in journal.ReadAsync(fromSeq, cancellationToken).ConfigureAwait(false))
        {
            if (wanted is null || Array.IndexOf(wanted, (FactKind)entry.Kind) >= 0)
            {
                yield return new StoredFact(entry.Seq, entry.Position, FactCodec.Decode(entry));
            }
        }
    }

    /// <summary>The event whose record stands at a position, or null when it is damaged or past its retention.</summary>
    public EventRecord? ReadEvent(JournalPosition position) =>
        journal.ReadAt(position) is { } entry && FactCodec.Decode(entry) is EventAccepted accepted ? accepted.Event : null;
}
