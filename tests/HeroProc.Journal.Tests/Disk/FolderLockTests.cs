namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class FolderLockTests
{
    [Test]
    public void TryTake_Null_WhileItIsHeld_AndWorksAfterwards()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "new", "deep");
        using (var first = FolderLock.TryTake(path))
        {
            Assert.That(first, Is.Not.Null);
            Assert.That(FolderLock.TryTake(path), Is.Null);
        }

        using var second = FolderLock.TryTake(path);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public void TryTake_Throws_WhenTheFolderIsAFile()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "file");
        File.WriteAllText(path, "");
        Assert.That(() => FolderLock.TryTake(path), Throws.InstanceOf<IOException>());
    }
}
