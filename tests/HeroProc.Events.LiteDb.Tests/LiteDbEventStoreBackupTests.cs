using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;

namespace HeroProc.Events.LiteDb.Tests;

internal sealed class LiteDbEventStoreBackupTests : IndexTest
{
    [Test, CancelAfter(60_000)]
    public async Task OpenAsync_TakesTheNewestBackup_WhenTheIndexIsGone()
    {
        var script = Busy(80);
        var backups = await BackupAtAsync(script, 40, 90);
        File.Delete(Folder.Data);
        var opening = await AssertComesRightAsync(script.Facts);
        Assert.That(opening, Is.EqualTo(new StoreOpening(90, Rebuilt: true, $"The event index is missing. The backup {backups[1].FileName} took its place.")));
    }

    [Test, CancelAfter(60_000)]
    public async Task OpenAsync_TakesAnOlderBackup_WhenTheNewestIsDamaged([Values("noise", "cut", "mark")] string how)
    {
        var script = Busy(80);
        var backups = await BackupAtAsync(script, 40, 90);
        var newest = Path.Combine(Folder.Backups, backups[1].FileName);
        if (how == "mark")
        {
            File.Delete(newest + ".mark");
        }
        else
        {
            using var file = new FileStream(newest, FileMode.Open) { Position = 20_000 };
            file.WriteByte(77);
            if (how == "cut")
                file.SetLength(file.Length - 8192);
        }

        File.Delete(Folder.Data);
        Assert.That((await AssertComesRightAsync(script.Facts)).AppliedSeq, Is.EqualTo(40));
    }

    [Test, CancelAfter(60_000)]
    public async Task OpenAsync_PassesOverBackups_ThatDoNotFitTheJournal()
    {
        var script = Busy(80);
        await BackupAtAsync(script, 40, 90);
        File.Delete(Folder.Data);
        await using (var store = NewStore())
            Assert.That((await store.OpenAsync(FactScript.JournalId, 1, 60, None)).AppliedSeq, Is.EqualTo(40));
        File.Delete(Folder.Data);
        await using (var store = NewStore())
            Assert.That((await store.OpenAsync("journal-2", 1, 100, None)).AppliedSeq, Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task BackupAsync_KeepsTheNewest()
    {
        await BackupAtAsync(Busy(80), 10, 20, 30, 40, 50);
        Assert.That(Directory.GetFiles(Folder.Backups).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(new[]
        {
            "events-0000000000000000030.db", "events-0000000000000000030.db.mark",
            "events-0000000000000000040.db", "events-0000000000000000040.db.mark",
            "events-0000000000000000050.db", "events-0000000000000000050.db.mark",
        }));
    }

    [Test, CancelAfter(60_000)]
    public async Task BackupAsync_TakesNoPartOfWhatIsAppliedMeanwhile()
    {
        var script = Busy(600);
        var half = (int)script.LastSeq / 2;
        await using (var store = NewStore())
        {
            await store.OpenAsync(FactScript.JournalId, 1, script.LastSeq, None);
            await store.ApplyAsync([.. script.Facts.Take(half)], None);
            var copying = store.BackupAsync(Folder.Backups, 1, None);
            foreach (var batch in script.Facts.Skip(half).Chunk(50))
                await store.ApplyAsync(batch, None);
            var backup = await copying;
            Assert.That(backup.AppliedSeq, Is.GreaterThanOrEqualTo(half));
            Assert.That(await StoreContents.OfAsync(store), Is.EqualTo(await ExpectedAsync(script.Facts)));
        }

        File.Delete(Folder.Data);
        var opening = await AssertComesRightAsync(script.Facts);
        Assert.That(opening.Rebuilt);
        Assert.That(opening.AppliedSeq, Is.GreaterThanOrEqualTo(half));
    }

    [Test, CancelAfter(60_000)]
    public async Task BackupAsync_MayBeAskedTwiceAtOnce()
    {
        var script = Busy(50);
        await using var store = NewStore();
        await store.OpenAsync(FactScript.JournalId, 1, script.LastSeq, None);
        await store.ApplyAsync(script.Facts, None);
        var both = await Task.WhenAll(store.BackupAsync(Folder.Backups, 2, None).AsTask(), store.BackupAsync(Folder.Backups, 2, None).AsTask());
        Assert.That(both[0], Is.EqualTo(both[1]));
    }

    private async Task<List<StoreBackup>> BackupAtAsync(FactScript script, params int[] seqs)
    {
        var backups = new List<StoreBackup>();
        await using var store = NewStore();
        await store.OpenAsync(FactScript.JournalId, 1, script.LastSeq, None);
        foreach (var seq in seqs)
        {
            await store.ApplyAsync([.. script.Facts.Take(seq)], None);
            backups.Add(await store.BackupAsync(Folder.Backups, 3, None));
        }

        await store.ApplyAsync(script.Facts, None);
        return backups;
    }
}
