using System.Runtime.Versioning;

namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class FileDiskRecordJournalTests : RecordJournalContract
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = new TemporaryFolder();
        Disk = new FileJournalDisk(Path.Combine(_folder.Path, "journal"));
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows"), CancelAfter(30_000)]
    public async Task FilesAndFolders_AreTheOwnersAlone()
    {
        await using var journal = await Some.OpenAsync(Disk);
        await journal.AppendedAsync("secret");
        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(Disk.Folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            foreach (var file in Directory.EnumerateFiles(Disk.Folder))
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        });
    }
}
