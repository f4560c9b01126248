namespace HeroProc.Journal.Tests;

/// <summary>What a journal promises on every disk.</summary>
internal abstract class RecordJournalContract
{
    protected IJournalDisk Disk { get; set; } = null!;

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_NumbersFromOne_AndReadsBackInOrder()
    {
        await using var journal = await Some.OpenAsync(Disk);
        var first = await journal.AppendedAsync("a");
        var batch = await journal.AppendedAsync("b", "c");
        Assert.Multiple(() =>
        {
            Assert.That(first.FirstSeq, Is.EqualTo(1));
            Assert.That((batch.FirstSeq, batch.LastSeq), Is.EqualTo((2L, 3L)));
            Assert.That(journal.DurableSeq, Is.EqualTo(3));
            Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a", "2:b", "3:c" }));
            Assert.That(journal.Texts(3), Is.EqualTo(new[] { "3:c" }));
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task OpenAsync_FindsEverythingAgain_AndGoesOnNumbering()
    {
        await using (var journal = await Some.OpenAsync(Disk))
            await journal.AppendedAsync("a", "b");
        await using var again = await Some.OpenAsync(Disk);
        await again.AppendedAsync("c");
        Assert.Multiple(() =>
        {
            Assert.That(again.Recovery, Is.EqualTo(new JournalRecovery(2, 1, 2, null, again.Recovery.Damaged)));
            Assert.That(again.Recovery.Damaged, Is.Empty);
            Assert.That(again.Texts(), Is.EqualTo(new[] { "1:a", "2:b", "3:c" }));
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task ReadAt_GivesKindHeadAndBody_ByPosition([Values(0, 1, 100, 70_000, 3_000_000)] int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        await using var journal = await Some.OpenAsync(Disk);
        await journal.AppendedAsync("before");
        var appended = (AppendResult.Appended)await journal.AppendAsync(new JournalRecord(255, "head"u8.ToArray(), body));
        await journal.AppendedAsync("after");
        var found = journal.ReadAt(appended.Position) as JournalReadResult.Found;
        Assert.That(found, Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(found!.Entry.Seq, Is.EqualTo(2));
            Assert.That(found.Entry.Kind, Is.EqualTo(255));
            Assert.That(found.Entry.Text(), Is.EqualTo("head"));
            Assert.That(found.Entry.Body.ToArray(), Is.EqualTo(body));
            Assert.That(journal.ReadDurable(2).First().Body.ToArray(), Is.EqualTo(body));
            Assert.That(journal.Texts(3), Is.EqualTo(new[] { "3:after" }));
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task ReadAt_Missing_WhenThePlaceIsNotThere_AndDamaged_WhenNoRecordBeginsThere()
    {
        await using var journal = await Some.OpenAsync(Disk);
        var position = (await journal.AppendedAsync("a")).Position;
        Assert.Multiple(() =>
        {
            Assert.That(journal.ReadAt(position with { Segment = 77 }), Is.TypeOf<JournalReadResult.Missing>());
            Assert.That(journal.ReadAt(position with { Offset = 1 << 20 }), Is.TypeOf<JournalReadResult.Missing>());
            Assert.That(journal.ReadAt(position with { Offset = -1 }), Is.TypeOf<JournalReadResult.Missing>());
            Assert.That(journal.ReadAt(position with { Offset = position.Offset + 8 }), Is.TypeOf<JournalReadResult.Damaged>());
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task Segments_Roll_AndTheOldestAreDropped_NeverTheNewest()
    {
        await using var journal = await Some.OpenAsync(Disk, Some.SmallSegments);
        for (var i = 1; i <= 20; i++)
            await journal.AppendedAsync(new string('x', 1000));
        var segments = journal.Segments;
        Assert.That(segments.Select(static segment => segment.FirstSeq), Is.EqualTo(new long[] { 1, 4, 7, 10, 13, 16, 19 }));
        var position = journal.ReadDurable(1).First().Position;

        var dropped = journal.DropSegmentsBefore(12);
        Assert.Multiple(() =>
        {
            Assert.That((dropped.Segments, dropped.Failure), Is.EqualTo((3, (StorageFailure?)null)));
            Assert.That(journal.Segments[0].FirstSeq, Is.EqualTo(10));
            Assert.That(journal.ReadDurable(1).First().Seq, Is.EqualTo(10));
            Assert.That(journal.ReadDurable(1).First().MissingBefore, Is.EqualTo(9));
            Assert.That(journal.ReadAt(position), Is.TypeOf<JournalReadResult.Missing>());
        });
        Assert.That(journal.DropSegmentsBefore(long.MaxValue).Segments, Is.EqualTo(3));
        Assert.That(journal.Segments.Single().FirstSeq, Is.EqualTo(19));
        await journal.DisposeAsync();

        await using var again = await Some.OpenAsync(Disk, Some.SmallSegments);
        Assert.That((again.Recovery.FirstSeq, again.Recovery.LastSeq, again.Recovery.Damaged.Count), Is.EqualTo((19L, 20L, 0)));
    }

    [Test, CancelAfter(30_000)]
    public async Task Stats_CountWhatIsKept_TheSameBeforeAndAfterReopening()
    {
        JournalStats before;
        await using (var journal = await Some.OpenAsync(Disk, Some.SmallSegments))
        {
            for (var i = 0; i < 10; i++)
                await journal.AppendedAsync(new string('x', 700), "y");
            before = journal.Stats;
        }

        await using var again = await Some.OpenAsync(Disk, Some.SmallSegments);
        Assert.Multiple(() =>
        {
            Assert.That(again.Stats, Is.EqualTo(before));
            Assert.That((before.Records, before.DurableSeq, before.FirstSeq), Is.EqualTo((20L, 20L, 1L)));
            Assert.That(before.Bytes, Is.EqualTo(again.Segments.Sum(static segment => segment.Bytes)));
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task TailAsync_WaitsForMore_AndEndsWhenTheJournalIsClosed(CancellationToken cancellationToken)
    {
        var journal = await Some.OpenAsync(Disk);
        await journal.AppendedAsync("a");
        await using var tail = journal.TailAsync(1, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.That(await tail.MoveNextAsync(), Is.True);
        var next = tail.MoveNextAsync();
        Assert.That(next.IsCompleted, Is.False);
        await journal.AppendedAsync("b");
        Assert.That(await next, Is.True);
        Assert.That(tail.Current.Text(), Is.EqualTo("b"));
        var end = tail.MoveNextAsync();
        await journal.DisposeAsync();
        Assert.That(await end, Is.False);
    }

    [Test, CancelAfter(30_000)]
    public async Task ReadBatchAsync_TakesWhatIsThere_UpToItsBounds(CancellationToken cancellationToken)
    {
        await using var journal = await Some.OpenAsync(Disk);
        await journal.AppendedAsync("aaaa", "bbbb", "cccc", "dddd", "eeee");
        var reader = journal.OpenReader(1);
        var batch = new List<JournalEntry>();
        var sizes = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await reader.ReadBatchAsync(batch, 2, i == 2 ? 1 : 1000, cancellationToken), Is.True);
            sizes.Add(batch.Count);
        }

        Assert.That(sizes, Is.EqualTo(new[] { 2, 2, 1 }));
        Assert.That(reader.NextSeq, Is.EqualTo(6));
    }

    [Test, CancelAfter(30_000)]
    public async Task Snapshot_AndLaterSegments_RebuildEverything()
    {
        await using (var journal = await Some.OpenAsync(Disk, Some.SmallSegments))
        {
            for (var i = 0; i < 8; i++)
                await journal.AppendedAsync(new string((char)('a' + i), 900));
            Assert.That(journal.OpenSnapshot(), Is.Null);
            var large = new JournalRecord(9, new byte[1], new byte[900_000]);
            await journal.WriteSnapshotAsync(3, Some.Stream(Some.Records("old")));
            var written = await journal.WriteSnapshotAsync(5, Some.Stream([.. Some.Records("one", "two"), large]));
            Assert.That(written, Is.TypeOf<SnapshotResult.Written>());
            journal.DropSegmentsBefore(6);
        }

        await using var again = await Some.OpenAsync(Disk, Some.SmallSegments);
        using var snapshot = again.OpenSnapshot();
        Assert.That(snapshot, Is.Not.Null);
        var records = snapshot!.Read().ToArray();
        Assert.Multiple(() =>
        {
            Assert.That((snapshot.UpToSeq, snapshot.Records), Is.EqualTo((5L, 3L)));
            Assert.That(records.Select(static record => record.Head.Length), Is.EqualTo(new[] { 3, 3, 1 }));
            Assert.That(records[2].Body.Length, Is.EqualTo(900_000));
            Assert.That(Disk.List().Count(static name => name.EndsWith(".snap", StringComparison.Ordinal)), Is.EqualTo(1));
            Assert.That(again.ReadDurable(snapshot.UpToSeq + 1).Select(static entry => entry.Seq), Is.EqualTo(new long[] { 6, 7, 8 }));
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task OpenAsync_NamesTheFolder_WhenItIsTaken()
    {
        var journal = await Some.OpenAsync(Disk);
        var second = await RecordJournal.OpenAsync(Disk, new JournalOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.That(second, Is.EqualTo(new JournalOpenResult.FolderTaken(Disk.Folder)));
        await journal.DisposeAsync();
        await using var third = await Some.OpenAsync(Disk);
        Assert.That(third.DurableSeq, Is.Zero);
    }

    [Test, CancelAfter(30_000)]
    public async Task DisposeAsync_BringsWhatIsQueuedToDisk_AndRefusesMore()
    {
        var journal = await Some.OpenAsync(Disk);
        var appends = Enumerable.Range(0, 200).Select(i => journal.AppendAsync(Some.Record($"{i}")).AsTask()).ToArray();
        await journal.DisposeAsync();
        var results = await Task.WhenAll(appends);
        Assert.That(results, Is.All.TypeOf<AppendResult.Appended>());
        Assert.That(async () => await journal.AppendAsync(Some.Record("late")), Throws.TypeOf<ObjectDisposedException>());
        await journal.DisposeAsync();
        await using var again = await Some.OpenAsync(Disk);
        Assert.That(again.Recovery.Records, Is.EqualTo(200));
    }

    [Test, CancelAfter(60_000)]
    public async Task Appenders_AndTailingReaders_Agree(CancellationToken cancellationToken)
    {
        const int Appenders = 64, Each = 50;
        await using var journal = await Some.OpenAsync(Disk, new JournalOptions { SegmentBytes = 64 * 1024, PreallocateBytes = 8192 });
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Tail(journal, Appenders * Each, cancellationToken), cancellationToken)).ToArray();
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, Appenders).Select(appender => Task.Run(
            async () =>
            {
                var mine = new List<(long Seq, string Text)>();
                for (var i = 0; i < Each; i++)
                {
                    var text = $"{appender}/{i}";
                    var appended = await journal.AppendedAsync(text);
                    Assert.That(journal.DurableSeq, Is.GreaterThanOrEqualTo(appended.LastSeq));
                    mine.Add((appended.FirstSeq, text));
                }

                Assert.That(mine.Select(static each => each.Seq), Is.Ordered);
                return mine;
            },
            cancellationToken)));
        var expected = acknowledged.SelectMany(static each => each).OrderBy(static each => each.Seq).Select(static each => $"{each.Seq}:{each.Text}").ToArray();
        foreach (var seen in await Task.WhenAll(readers))
            Assert.That(seen, Is.EqualTo(expected));
    }

    private static async Task<List<string>> Tail(RecordJournal journal, int count, CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        await foreach (var entry in journal.TailAsync(1, cancellationToken))
        {
            seen.Add($"{entry.Seq}:{entry.Text()}");
            if (seen.Count == count)
                break;
        }

        return seen;
    }
}
