using HeroProc.Events.TestKit;

namespace HeroProc.Journal.Tests;

[TestFixture]
internal sealed class FaultyDiskRecordJournalTests : RecordJournalContract
{
    [SetUp]
    public void CreateDisk() => Disk = new FaultyDisk(seed: 1);
}
