using System.Buffers.Binary;
using HeroProc.Events.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Journal.Tests;

/// <summary>
/// 360 runs of four lives each: random work, cut off by the power at a random write, sync, create, rename, delete or cut, several lives in a row. After
/// each cut the journal must open, hold every acknowledged record with its number and bytes, no half batch, no hole, no
/// false report of damage, and the newest acknowledged snapshot. A seed in a failure message repeats its choices.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
internal sealed class PowerCutTests
{
    private const int SeedsACase = 30;

    [Test, CancelAfter(120_000)]
    public async Task AcknowledgedRecords_SurviveEveryCut([Range(0, 11)] int block)
    {
        for (var seed = block * SeedsACase; seed < (block + 1) * SeedsACase; seed++)
        {
            try
            {
                await new PowerCutRun(seed).Run();
            }
            catch (Exception exception)
            {
                throw new AssertionException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }
}

internal sealed class PowerCutRun(int seed)
{
    private readonly Random _random = new(seed);

    // Asked on the writer's thread, so it is not the one above.
    private readonly Random _markers = new(seed + 1);
    private readonly FaultyDisk _disk = new(seed);
    private readonly SortedDictionary<long, Tag> _kept = [];
    private readonly HashSet<Tag> _attempted = [];
    private long _nextId;
    private long _droppedBefore = 1;
    private long _snapshotAtLeast = -1;
    private readonly HashSet<long> _snapshotsTried = [];

    public async Task Run()
    {
        for (var life = 0; life < 4; life++)
        {
            var journal = await OpenThroughCuts();
            Check(journal);
            if (_random.Next(4) != 0)
                _disk.CutAfter = _random.Next(1, 80);
            else
                _disk.KillAfter = _random.Next(1, 80);
            SetFaults();
            await Work(journal);
            await End(journal);
            ClearFaults();
        }

        await using var last = await OpenThroughCuts();
        Check(last);
        var appended = await last.AppendAsync(Record(NewTag(0, 1)));
        Assert.That(appended, Is.TypeOf<AppendResult.Appended>());
    }

    private async Task End(RecordJournal journal)
    {
        // A killed process leaves its unsynced writes in the system's cache, where the next one reads and relies on them;
        // the power goes later. The order matters: a kill after the cut is only a cut.
        var killed = !_disk.PowerIsOff && _random.Next(2) == 0;
        _disk.KillAfter = 0;
        if (killed)
            _disk.Kill();
        else
            _disk.CutPower();
        await journal.DisposeAsync();
        if (!killed)
            _disk.Restart();
    }

    private async Task<RecordJournal> OpenThroughCuts()
    {
        // Opening repairs; the power may go there too.
        while (true)
        {
            _disk.CutAfter = _random.Next(3) == 0 ? _random.Next(1, 12) : 0;
            var opened = await RecordJournal.OpenAsync(_disk, Options(), TimeProvider.System, NullLogger.Instance);
            if (opened is JournalOpenResult.Opened { Journal: var journal })
            {
                _disk.CutAfter = 0;
                return journal;
            }

            Assert.That(_disk.PowerIsOff, Is.True, $"did not open: {opened}");
            _disk.Restart();
        }
    }

    private JournalOptions Options() => new()
    {
        SegmentBytes = 4096 + _random.Next(8192),
        PreallocateBytes = _random.Next(2) * 4096,
        NewMarker = () => (ulong)_markers.NextInt64() | 1,
    };

    private void SetFaults()
    {
        if (_random.Next(3) == 0)
            _disk.FailSyncAfter = _random.Next(1, 20);
        if (_random.Next(4) == 0)
            _disk.FailWriteAfter = _random.Next(1, 20);
        if (_random.Next(6) == 0)
            _disk.FailRenameAfter = _random.Next(1, 4);
        if (_random.Next(6) == 0)
            _disk.FailFolderSyncAfter = _random.Next(1, 4);
        if (_random.Next(6) == 0)
            _disk.Capacity = _random.Next(20_000, 80_000);
    }

    private void ClearFaults()
    {
        _disk.FailSyncAfter = 0;
        _disk.FailWriteAfter = 0;
        _disk.FailRenameAfter = 0;
        _disk.FailFolderSyncAfter = 0;
        _disk.Capacity = long.MaxValue;
    }

    private async Task Work(RecordJournal journal)
    {
        for (var step = 0; step < 60 && !_disk.PowerIsOff; step++)
        {
            switch (_random.Next(12))
            {
                case 0:
                    await Snapshot(journal);
                    break;
                case 1:
                    Drop(journal);
                    break;
                case < 6:
                    await Append(journal, _random.Next(1, 6), calls: 1);
                    break;
                default:
                    await Append(journal, 1, calls: _random.Next(1, 6));
                    break;
            }
        }
    }

    private async Task Append(RecordJournal journal, int count, int calls)
    {
        var batches = Enumerable.Range(0, calls).Select(_ => Enumerable.Range(0, count).Select(i => NewTag(i, count)).ToArray()).ToArray();
        var pending = batches.Select(tags => journal.AppendAsync(tags.Select(Record).ToArray()).AsTask()).ToArray();
        for (var call = 0; call < calls; call++)
        {
            var result = await pending[call];
            if (result is AppendResult.Appended appended)
            {
                Assert.That(appended.LastSeq - appended.FirstSeq + 1, Is.EqualTo(count));
                for (var i = 0; i < count; i++)
                    _kept.Add(appended.FirstSeq + i, batches[call][i]);
                _attempted.ExceptWith(batches[call]);
            }
            else
            {
                Assert.That(result, Is.TypeOf<AppendResult.StorageUnavailable>());
            }
        }

        // What was refused is not there, as long as this process lives.
        if (!_disk.PowerIsOff)
            Assert.That(journal.DurableSeq, Is.EqualTo(_kept.Count == 0 ? journal.Recovery.LastSeq : _kept.Keys.Last()));
    }

    private async Task Snapshot(RecordJournal journal)
    {
        var upTo = journal.DurableSeq;
        if (upTo == 0)
            return;
        _snapshotsTried.Add(upTo);
        var records = Enumerable.Range(0, 3).Select(i => Record(new Tag(upTo, 0, i, 3)));
        if (await journal.WriteSnapshotAsync(upTo, Some.Stream(records)) is SnapshotResult.Written)
            _snapshotAtLeast = upTo;
    }

    private void Drop(RecordJournal journal)
    {
        if (_snapshotAtLeast < 0)
            return;
        _droppedBefore = Math.Max(_droppedBefore, _snapshotAtLeast + 1);
        journal.DropSegmentsBefore(_droppedBefore);
    }

    private void Check(RecordJournal journal)
    {
        Assert.That(journal.Recovery.Damaged, Is.Empty);
        var entries = journal.ReadDurable(journal.Recovery.FirstSeq).ToArray();
        Assert.That(entries.All(static entry => entry.MissingBefore == 0), Is.True, "hole");
        Assert.That(journal.Recovery.LastSeq, Is.EqualTo(entries.Length == 0 ? journal.Recovery.FirstSeq - 1 : entries[^1].Seq));
        foreach (var entry in entries)
        {
            var tag = Read(entry.Kind, entry.Head, entry.Body);
            if (_kept.TryGetValue(entry.Seq, out var kept))
                Assert.That(tag, Is.EqualTo(kept));
            else if (entry.Seq >= _droppedBefore)
                Assert.That(_attempted.Remove(tag), Is.True, $"record {entry.Seq} was never appended, or is there twice");
            _kept[entry.Seq] = tag;
            Assert.That(journal.ReadAt(entry.Position), Is.TypeOf<JournalReadResult.Found>());
        }

        var there = entries.Select(static entry => entry.Seq).ToHashSet();
        var lost = _kept.Keys.Where(seq => seq >= _droppedBefore && !there.Contains(seq)).ToArray();
        Assert.That(lost, Is.Empty, "acknowledged and lost");
        CheckBatches(entries);
        CheckSnapshot(journal);
    }

    private static void CheckBatches(JournalEntry[] entries)
    {
        // Dropping takes whole segments and a batch lies in one, so only whole batches may be left.
        var expected = 0;
        foreach (var entry in entries)
        {
            var tag = Read(entry.Kind, entry.Head, entry.Body);
            Assert.That(tag.Index, Is.EqualTo(expected), "half a batch");
            expected = tag.Index == tag.Count - 1 ? 0 : expected + 1;
        }

        Assert.That(expected, Is.Zero, "half a batch at the end");
    }

    private void CheckSnapshot(RecordJournal journal)
    {
        using var snapshot = journal.OpenSnapshot();
        if (snapshot is null)
        {
            Assert.That(_snapshotAtLeast, Is.EqualTo(-1), "the snapshot is lost");
            return;
        }

        Assert.That(snapshot.UpToSeq, Is.GreaterThanOrEqualTo(_snapshotAtLeast).And.AnyOf(_snapshotsTried.ToArray()));
        var tags = snapshot.Read().Select(static record => Read(record.Kind, record.Head, record.Body));
        Assert.That(tags, Is.EqualTo(Enumerable.Range(0, 3).Select(i => new Tag(snapshot.UpToSeq, 0, i, 3))));
        _snapshotAtLeast = snapshot.UpToSeq;
    }

    private Tag NewTag(int index, int count)
    {
        var tag = new Tag(++_nextId, _random.Next(5) == 0 ? _random.Next(12_000) : _random.Next(300), index, count);
        _attempted.Add(tag);
        return tag;
    }

    private static JournalRecord Record(Tag tag)
    {
        var head = new byte[20];
        BinaryPrimitives.WriteInt64LittleEndian(head, tag.Id);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), tag.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), tag.Index);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), tag.Count);
        return new JournalRecord((byte)tag.Id, head, Body(tag));
    }

    private static Tag Read(byte kind, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var bytes = head.Span;
        var tag = new Tag(
            BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
        Assert.That(kind, Is.EqualTo((byte)tag.Id));
        Assert.That(body.Span.SequenceEqual(Body(tag)), Is.True, "other bytes");
        return tag;
    }

    private static byte[] Body(Tag tag)
    {
        var body = new byte[tag.Length];
        new Random((int)tag.Id).NextBytes(body);
        return body;
    }

    private readonly record struct Tag(long Id, int Length, int Index, int Count);
}
