using HeroProc.Events.TestKit;

namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class StorageFailureTests
{
    private static readonly Action<FaultyDisk>[] Faults =
    [
        static disk => disk.FailWriteAfter = 1,
        static disk => disk.FailSyncAfter = 1,
        static disk => disk.ReadOnly = true,
        static disk => disk.Capacity = 0,
    ];

    private static readonly StorageFailure[] Reasons =
        [StorageFailure.IoError, StorageFailure.IoError, StorageFailure.ReadOnly, StorageFailure.DiskFull];

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_RefusesAndKeepsNothing_ThenResumesByItself([Range(0, 3)] int fault)
    {
        var disk = new FaultyDisk(fault);
        await using (var journal = await Some.OpenAsync(disk))
        {
            await journal.AppendedAsync("a");
            var before = disk.ReadAll("00000000000000000001.seg").Length;
            Faults[fault](disk);
            var refused = await journal.AppendAsync(Some.Records("lost 1", "lost 2"));
            Assert.That(refused, Is.EqualTo(new AppendResult.StorageUnavailable(Reasons[fault])));
            Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a" }));
            Assert.That(journal.Stats.QueuedRecords, Is.Zero);

            disk.ReadOnly = false;
            disk.Capacity = long.MaxValue;
            Assert.That((await journal.AppendedAsync("b")).FirstSeq, Is.EqualTo(2));
            Assert.That(disk.ReadAll("00000000000000000001.seg"), Has.Length.LessThanOrEqualTo(before));
        }

        await using var again = await Some.OpenAsync(disk);
        Assert.That(again.Texts(), Is.EqualTo(new[] { "1:a", "2:b" }));
        Assert.That((again.Recovery.Torn, again.Recovery.Damaged.Count), Is.EqualTo(((TornTail?)null, 0)));
    }

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_NeverAcknowledgesBytesOfAFailedSync_ByALaterSyncOfTheSameFile()
    {
        var disk = new FaultyDisk(3);
        var journal = await Some.OpenAsync(disk);
        await journal.AppendedAsync("a");
        disk.FailSyncAfter = 1;
        await journal.AppendAsync(Some.Record("lost"));
        var b = await journal.AppendedAsync("b");
        Assert.That(b.Position.Segment, Is.EqualTo(2), "a new file");
        disk.CutPower();
        await journal.DisposeAsync();
        disk.Restart();
        await using var again = await Some.OpenAsync(disk);
        Assert.That(again.Texts(), Is.EqualTo(new[] { "1:a", "2:b" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task AppendAsync_UsesTheSpaceToTheLast_ThenDiskFull_ThenGoesOnWhenThereIsSpace()
    {
        var disk = new FaultyDisk(4) { Capacity = 100_000 };
        await using var journal = await Some.OpenAsync(disk, new JournalOptions { SegmentBytes = 16_384, PreallocateBytes = 8192 });
        var texts = new List<string>();
        while (await journal.AppendAsync(Some.Record(new string('x', 950))) is AppendResult.Appended)
            texts.Add("x");
        Assert.That(texts, Has.Count.GreaterThan(60), "most of the space went to records");
        for (var i = 0; i < 3; i++)
            Assert.That(await journal.AppendAsync(Some.Record(new string('x', 950))), Is.EqualTo(new AppendResult.StorageUnavailable(StorageFailure.DiskFull)));

        Assert.That(journal.DropSegmentsBefore(30).Segments, Is.Positive);
        Assert.That((await journal.AppendedAsync("again")).FirstSeq, Is.EqualTo(texts.Count + 1));
    }

    [Test, CancelAfter(30_000)]
    public async Task WriteSnapshotAsync_LeavesTheOlderOne_WhenTheDiskRefuses([Range(0, 3)] int fault)
    {
        var disk = new FaultyDisk(fault);
        await using var journal = await Some.OpenAsync(disk);
        await journal.AppendedAsync("a", "b");
        await journal.WriteSnapshotAsync(1, Some.Stream(Some.Records("old")));
        Faults[fault](disk);
        var result = await journal.WriteSnapshotAsync(2, Some.Stream(Some.Records("new")));
        Assert.That(result, Is.EqualTo(new SnapshotResult.StorageUnavailable(Reasons[fault])));
        Assert.That(disk.List().Where(static name => name.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
        using var snapshot = journal.OpenSnapshot();
        Assert.That(snapshot?.UpToSeq, Is.EqualTo(1));
    }
}
