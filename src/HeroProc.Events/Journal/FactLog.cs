using HeroProc.Events.Intake;
using HeroProc.Journal;

namespace HeroProc.Events.Journal;

/// <summary>The journal, in facts: the one place where something becomes true. Thread-safe.</summary>
internal sealed class FactLog
{
    private RecordJournal? _journal;
    private string? _id;

    /// <summary>The identity of this journal, by which its index knows it.</summary>
    public string Id => _id ?? throw NotOpen();

    private RecordJournal Journal => _journal ?? throw NotOpen();

    /// <summary>Takes the journal over, once, at start. Before that every other member throws.</summary>
    public void Attach(RecordJournal journal, string id) => (_journal, _id) = (journal, id);

    /// <summary>Sizes and bounds.</summary>
    public JournalStats Stats => Journal.Stats;

    /// <summary>The last durable record.</summary>
    public long DurableSeq => Journal.DurableSeq;

    /// <summary>
    /// Appends one fact. <see cref="AppendResult.Appended"/> means it survives a <c>kill -9</c> and a power cut. A write once begun
    /// is finished, so there is nothing to cancel.
    /// </summary>
    public ValueTask<AppendResult> AppendAsync(Fact fact) => Journal.AppendAsync(FactCodec.Encode(fact), CancellationToken.None);

    /// <summary>Appends facts one behind the other, all or none.</summary>
    public ValueTask<AppendResult> AppendAsync(IReadOnlyList<Fact> facts)
    {
        var records = new JournalRecord[facts.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = FactCodec.Encode(facts[i]);
        }

        return Journal.AppendAsync(records, CancellationToken.None);
    }

    /// <summary>Walks through the durable facts from a sequence number on.</summary>
    /// <param name="fromSeq">The first record wanted.</param>
    /// <param name="wanted">The kinds to decode; others are passed over unread. Empty is all.</param>
    public FactReader OpenReader(long fromSeq, params FactKind[] wanted) => new(Journal.OpenReader(fromSeq), wanted);

    /// <summary>The event whose record stands at a position, or null when it is damaged or past its retention.</summary>
    public EventRecord? ReadEvent(JournalPosition position) =>
        Journal.ReadAt(position) is JournalReadResult.Found found && FactCodec.Decode(found.Entry) is EventAccepted accepted ? accepted.Event : null;

    /// <summary>The event of a sequence number, or null when it is damaged or past its retention.</summary>
    public EventRecord? ReadEvent(long seq) =>
        Journal.OpenReader(seq).TryRead(out var entry) && entry.Seq == seq && FactCodec.Decode(entry) is EventAccepted accepted ? accepted.Event : null;

    private static InvalidOperationException NotOpen() => new("The journal is not open yet; the extension has not been started.");
}
