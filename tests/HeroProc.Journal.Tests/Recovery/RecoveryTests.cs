using HeroProc.Events.TestKit;

namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class RecoveryTests
{
    [Test, CancelAfter(30_000)]
    public async Task WhatAKilledProcessLeftInTheCache_IsOnDisk_OnceItWasReadBack([Range(1, 30)] int seed)
    {
        var disk = new FaultyDisk(seed);
        var journal = await Some.OpenAsync(disk);
        await journal.AppendedAsync("a");
        disk.BeforeSync = disk.Kill;
        var result = await journal.AppendAsync(Some.Record(new string('b', 3000)));
        Assert.That(result, Is.TypeOf<AppendResult.StorageUnavailable>());
        disk.BeforeSync = null;
        await journal.DisposeAsync();
        await AssertStaysAfterPowerCut(disk);
    }

    [Test, CancelAfter(30_000)]
    public async Task WhatAFailedSyncForgot_IsWrittenAgain_BeforeTheNextProcessReliesOnIt([Range(1, 30)] int seed)
    {
        var disk = new FaultyDisk(seed);
        var journal = await Some.OpenAsync(disk, new JournalOptions { PreallocateBytes = 0 });
        await journal.AppendedAsync("a");

        // The sync fails and the process dies before it could cut the file: the pages are there, and called clean.
        disk.FailSyncAfter = 1;
        disk.BeforeSync = () => disk.KillAfter = 2;
        await journal.AppendAsync(Some.Record(new string('b', 3000)));
        disk.BeforeSync = null;
        await journal.DisposeAsync();
        await AssertStaysAfterPowerCut(disk);
    }

    [Test, CancelAfter(30_000)]
    public async Task Numbers_GoOnBehindTheSnapshot_WhenTheSegmentsAreLost()
    {
        var disk = new FaultyDisk(1);
        await using (var journal = await Some.OpenAsync(disk))
        {
            await journal.AppendedAsync("a", "b", "c");
            await journal.WriteSnapshotAsync(3, Some.Stream(Some.Records("abc")));
        }

        disk.Remove("00000000000000000001.seg");
        await using var again = await Some.OpenAsync(disk);
        Assert.That((await again.AppendedAsync("d")).FirstSeq, Is.EqualTo(4));
    }

    [Test, CancelAfter(30_000)]
    public async Task OpenAsync_Unavailable_WhenTheDiskIsReadOnly_AndLeavesTheFolderFree()
    {
        var disk = new FaultyDisk(1) { ReadOnly = true };
        var result = await RecordJournal.OpenAsync(disk, new JournalOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.That(result, Is.TypeOf<JournalOpenResult.Unavailable>().With.Property("Reason").EqualTo(StorageFailure.ReadOnly));
        disk.ReadOnly = false;
        await using var journal = await Some.OpenAsync(disk);
    }

    private static async Task AssertStaysAfterPowerCut(FaultyDisk disk)
    {
        string[] seen;
        await using (var second = await Some.OpenAsync(disk))
        {
            seen = second.Texts();
            disk.CutPower();
        }

        disk.Restart();
        await using var third = await Some.OpenAsync(disk);
        Assert.That(seen, Has.Length.EqualTo(2));
        Assert.That(third.Texts(), Is.EqualTo(seen));
    }
}
