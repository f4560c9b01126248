using HeroProc.Events.Intake;
using HeroProc.Journal;

namespace HeroProc.Events.Journal;

/// <summary>The journal, in facts: the one place where something becomes true. Thread-safe.</summary>
internal sealed class FactLog
{
    private RecordJournal? _journal;
    private readonly Lock _lock = new();
    private string? _id;
    private Dictionary<long, JournalPosition> _carried = [];

    /// <summary>The identity of this journal, by which its index knows it.</summary>
    public string Id => _id ?? throw NotOpen();

    private RecordJournal Journal => _journal ?? throw NotOpen();

    /// <summary>Takes the journal over, once, at start. Before that every other member throws.</summary>
    public void Attach(RecordJournal journal, string id)
    {
        (_journal, _id) = (journal, id);
        TakeCarried();
    }

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
        Journal.ReadAt(position) is JournalReadResult.Found found ? EventOf(found.Entry) : null;

    /// <summary>The event of a sequence number, or null when it is damaged or past its retention.</summary>
    public EventRecord? ReadEvent(long seq)
    {
        if (Journal.OpenReader(seq).TryRead(out var entry) && entry.Seq == seq)
        {
            return EventOf(entry);
        }

        JournalPosition position;
        lock (_lock)
        {
            if (!_carried.TryGetValue(seq, out position))
            {
                return null;
            }
        }

        return ReadEvent(position);
    }

    /// <summary>The journal's segments, oldest first.</summary>
    public IReadOnlyList<JournalSegmentInfo> Segments => Journal.Segments;

    /// <summary>
    /// Writes the facts that stand for what <see cref="DropBefore"/> will drop. Durable, and in place of the one before, when it
    /// returns Written; else the one before stays.
    /// </summary>
    public async ValueTask<SnapshotResult> WriteSnapshotAsync(IAsyncEnumerable<Fact> facts, CancellationToken cancellationToken)
    {
        var result = await Journal.WriteSnapshotAsync(Journal.DurableSeq, facts.Select(static fact => FactCodec.Encode(fact)), cancellationToken).ConfigureAwait(false);
        if (result is SnapshotResult.Written)
        {
            TakeCarried();
        }

        return result;
    }

    /// <summary>The facts of the newest whole snapshot, one at a time; none when there is no snapshot.</summary>
    /// <param name="wanted">The kinds to decode; others are passed over.</param>
    public IEnumerable<Fact> ReadSnapshot(params IReadOnlyList<FactKind> wanted)
    {
        using var snapshot = Journal.OpenSnapshot();
        if (snapshot is null)
        {
            yield break;
        }

        foreach (var record in snapshot.Read())
        {
            if (wanted.Contains((FactKind)record.Kind))
            {
                yield return FactCodec.Decode(new JournalEntry(0, default, record.Kind, record.Head, record.Body));
            }
        }
    }

    /// <summary>Drops the segments whose records all lie before a sequence number. A snapshot must stand for them.</summary>
    public JournalDropResult DropBefore(long seq) => Journal.DropSegmentsBefore(seq);

    private static EventRecord? EventOf(in JournalEntry entry) => FactCodec.Decode(entry) switch
    {
        EventAccepted accepted => accepted.Event,
        EventCarried carried => carried.Event,
        _ => null,
    };

    // An event's own record goes only after a snapshot says where it was carried to.
    private void TakeCarried()
    {
        var carried = ReadSnapshot(FactKind.EventCarried).Cast<EventCarried>().ToDictionary(static one => one.EventSeq, static one => one.Position!.Value);
        lock (_lock)
        {
            _carried = carried;
        }
    }

    private static InvalidOperationException NotOpen() => new("The journal is not open yet; the extension has not been started.");
}
