using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>Whatever happens to the files, the index ends up with what the journal says.</summary>
internal sealed class LiteDbEventStoreDamageTests : IndexTest
{
    [Test, CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenItsFileIsGone([Values] bool killed)
    {
        var script = Busy(60);
        await LeaveAsync(script.Facts, killed);
        File.Delete(Folder.Data);
        Assert.That((await AssertComesRightAsync(script.Facts)).Rebuilt);
    }

    [Test, CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenItsMarkIsGone([Values] bool killed)
    {
        var script = Busy(60);
        await LeaveAsync(script.Facts, killed);
        File.Delete(Folder.Session);
        Assert.That((await AssertComesRightAsync(script.Facts)).Rebuilt);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"closed\":{\"bytes\":1}}")]
    [TestCase("\u0000\u0001\u0002")]
    [CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenItsMarkIsNoise(string text)
    {
        var script = Busy(20);
        await LeaveAsync(script.Facts, killed: false);
        await File.WriteAllTextAsync(Folder.Session, text);
        Assert.That((await AssertComesRightAsync(script.Facts)).Rebuilt);
    }

    [Test, CancelAfter(120_000)]
    public async Task Index_ComesRight_WhereverItsFileIsCutOff([Values] bool killed)
    {
        var script = Busy(60);
        await LeaveAsync(script.Facts, killed);
        var whole = Files.Take(Folder);
        var length = new FileInfo(Folder.Data).Length;
        foreach (var size in new[] { 0, 1, 100, 8191, 8192, 8193, length / 2, length - 8192, length - 1 }.Where(size => size >= 0).Distinct())
        {
            whole.Put(Folder);
            using (var file = new FileStream(Folder.Data, FileMode.Open))
                file.SetLength(size);
            var opening = await AssertComesRightAsync(script.Facts, $"cut off at {size} of {length}");
            Assert.That(opening.Rebuilt, Is.True.Or.EqualTo(!killed), $"cut off at {size} of {length}");
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Index_ComesRight_WhereverNoiseIsInItsFiles([Values] bool killed, [Values("events.db", "events-log.db")] string name)
    {
        var script = Busy(60);
        await LeaveAsync(script.Facts, killed);
        var whole = Files.Take(Folder);
        var path = Path.Combine(Folder.Path, name);
        if (!killed && name == "events-log.db")
        {
            Assert.That(File.Exists(path), Is.False, "A clean close leaves no log.");
            return;
        }

        var random = new Random(7);
        for (var round = 0; round < 25; round++)
        {
            whole.Put(Folder);
            var at = random.NextInt64(new FileInfo(path).Length);
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            using (var file = new FileStream(path, FileMode.Open) { Position = at })
                file.Write(noise);
            await AssertComesRightAsync(script.Facts, $"round {round}: {noise.Length} bytes of noise at {at}");
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenAnOldCopyOfTheFileTookItsPlace([Values] bool killed)
    {
        var script = Busy(60);
        await LeaveAsync([.. script.Facts.Take(50)], killed: false);
        var old = await File.ReadAllBytesAsync(Folder.Data);
        await LeaveAsync(script.Facts, killed);
        await File.WriteAllBytesAsync(Folder.Data, old);
        await AssertComesRightAsync(script.Facts);
    }

    [Test, CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenAnotherJournalsIndexTookItsPlace()
    {
        var script = Busy(60);
        await LeaveAsync(script.Facts, killed: false);
        File.Delete(Folder.Data);
        File.Delete(Folder.Session);
        await using (var other = NewStore())
        {
            await other.OpenAsync("journal-2", 1, 0, None);
            await other.ApplyAsync(Busy(60, seed: 2).Facts, None);
        }

        Assert.That((await AssertComesRightAsync(script.Facts)).Rebuilt);
    }

    [Test, CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenALogOfEarlierLiesBesideIt()
    {
        var script = Busy(60);
        await LeaveAsync([.. script.Facts.Take(50)], killed: true);
        var log = await File.ReadAllBytesAsync(Folder.Log);
        await LeaveAsync(script.Facts, killed: false);
        await File.WriteAllBytesAsync(Folder.Log, log);
        Assert.That((await AssertComesRightAsync(script.Facts)).Rebuilt);
    }

    [Test, CancelAfter(60_000)]
    public async Task Index_ComesRight_WhenTheProcessIsKilledAgainAndAgain()
    {
        var script = Busy(100);
        for (var end = 1; end < script.LastSeq; end += 37)
            await LeaveAsync([.. script.Facts.Take(end)], killed: true);
        Assert.That((await AssertComesRightAsync(script.Facts)).Rebuilt, Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task Index_SaysThatItIsDamaged_AndIsBuiltAgain_WhenItsFileChangesWhileItIsOpen([Values("noise", "cut", "empty")] string how)
    {
        var script = Busy(400);
        await using var store = NewStore();
        await store.OpenAsync(FactScript.JournalId, 1, script.LastSeq, None);
        await store.ApplyAsync(script.Facts, None);

        // A copy carries the log over into the file, so that what is asked next is read from there.
        await store.BackupAsync(Folder.Backups, 1, None);
        if (how == "noise")
            await Outsider.WriteAsync(Folder.Data, 8192, Noise(new FileInfo(Folder.Data).Length - 8192));
        else
            await Outsider.CutAsync(Folder.Data, how == "cut" ? 8192 : 0);

        Assert.That(async () => await store.ListEventsAsync(new EventFilter { Limit = 1000 }, None), Throws.InstanceOf<StoreDamagedException>());
        Assert.That(async () => await store.FindEventAsync("e0000001", None), Throws.InstanceOf<StoreDamagedException>());
        Assert.That(async () => await store.ApplyAsync(script.Facts, None), Throws.InstanceOf<StoreDamagedException>());
        await store.ResetAsync("the test damaged it", None);
        Assert.That(store.AppliedSeq, Is.Zero);
        await store.ApplyAsync(script.Facts, None);
        await store.VerifyAsync(None);
        Assert.That(await StoreContents.OfAsync(store), Is.EqualTo(await ExpectedAsync(script.Facts)));
    }

    [Test, CancelAfter(60_000)]
    public async Task VerifyAsync_Throws_WhenOnePageIsNotWhatWasWritten()
    {
        var script = Busy(400);
        await using var store = NewStore();
        await store.OpenAsync(FactScript.JournalId, 1, script.LastSeq, None);
        await store.ApplyAsync(script.Facts, None);
        await store.BackupAsync(Folder.Backups, 1, None);
        await store.VerifyAsync(None);
        await store.BackupAsync(Folder.Backups, 1, None);
        await Outsider.WriteAsync(Folder.Data, (new FileInfo(Folder.Data).Length / 2) + 500, Noise(16));
        Assert.That(async () => await store.VerifyAsync(None), Throws.InstanceOf<StoreDamagedException>());
    }

    private static byte[] Noise(long length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
