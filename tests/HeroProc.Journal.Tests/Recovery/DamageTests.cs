using System.Buffers.Binary;
using HeroProc.Events.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Journal.Tests;

/// <summary>Files broken by hand, with the exact report expected. Frames of 1-byte records are 56 bytes: 48 of header, 1 of payload, 7 of padding.</summary>
[TestFixture]
internal sealed class DamageTests
{
    private const int Start = 4160;
    private const int Frame = 56;
    private const string First = "00000000000000000001.seg";
    private readonly List<string> _texts = ["a", "b", "c", "d", "e", "f"];
    private FaultyDisk _disk = null!;

    [SetUp]
    public async Task WriteSixRecords()
    {
        _disk = new FaultyDisk(seed: 1);
        await using var journal = await Some.OpenAsync(_disk);
        foreach (var text in _texts)
            await journal.AppendedAsync(text);
    }

    [Test]
    public async Task Open_ReportsNothing_WhenTheJournalIsWhole()
    {
        await using var journal = await Some.OpenAsync(_disk);
        Assert.That((journal.Recovery.Torn, journal.Recovery.Damaged.Count), Is.EqualTo(((TornTail?)null, 0)));
    }

    [TestCase(0, TestName = "Open_PassesOverOneRecord_WhenItsMarkerIsHit")]
    [TestCase(10, TestName = "Open_PassesOverOneRecord_WhenItsNumberIsHit")]
    [TestCase(26, TestName = "Open_PassesOverOneRecord_WhenItsLengthIsHit")]
    [TestCase(45, TestName = "Open_PassesOverOneRecord_WhenItsChecksumIsHit")]
    [TestCase(48, TestName = "Open_PassesOverOneRecord_WhenItsPayloadIsHit")]
    public async Task Open_PassesOverOneRecord_WhenAByteFlips(int at)
    {
        Flip(First, Start + (2 * Frame) + at);
        await using var journal = await Some.OpenAsync(_disk);
        var aside = $"damaged/{First}.4272-56";
        Assert.Multiple(() =>
        {
            Assert.That(journal.Recovery.Damaged, Is.EqualTo(new[] { new DamagedRegion(1, 4272, 56, 3, 3, aside) }));
            Assert.That((journal.Recovery.Torn, journal.Recovery.Records, journal.Recovery.LastSeq), Is.EqualTo(((TornTail?)null, 5L, 6L)));
            Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a", "2:b", "4:d", "5:e", "6:f" }));
            Assert.That(journal.ReadDurable(1).Select(static entry => entry.MissingBefore), Is.EqualTo(new long[] { 0, 0, 1, 0, 0 }));
            Assert.That(_disk.ReadAll(aside), Has.Length.EqualTo(56));
        });
    }

    [Test]
    public async Task Open_ReportsTheLastRecordAsDamaged_WhenTheEndMarkVouchesForIt()
    {
        Flip(First, Start + (5 * Frame) + 48);
        await using (var journal = await Some.OpenAsync(_disk))
        {
            // The end mark behind it is among the bytes passed over: the log ends there now.
            Assert.That(journal.Recovery.Damaged.Single(), Is.EqualTo(new DamagedRegion(1, 4440, 104, 6, 6, $"damaged/{First}.4440-104")));
            Assert.That(journal.Recovery.LastSeq, Is.EqualTo(6));
            Assert.That((await journal.AppendedAsync("g")).FirstSeq, Is.EqualTo(7), "a number that was given out is never given out again");
            Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a", "2:b", "3:c", "4:d", "5:e", "7:g" }));
        }

        await using var again = await Some.OpenAsync(_disk);
        Assert.That(again.Recovery.Damaged.Select(static region => (region.FirstMissingSeq, region.LastMissingSeq)), Is.EqualTo(new[] { (6L, 6L) }));
        Assert.That(again.Texts(6), Is.EqualTo(new[] { "7:g" }));
    }

    [Test]
    public async Task Open_CutsTheTail_WhenTheFileWasTruncatedInTheMiddleOfARecord()
    {
        _disk.WriteAll(First, _disk.ReadAll(First)[..(Start + (4 * Frame) + 20)]);
        await using var journal = await Some.OpenAsync(_disk);
        Assert.Multiple(() =>
        {
            // Of the 20 bytes left of the fifth frame the last three are zeros.
            Assert.That(journal.Recovery.Torn, Is.EqualTo(new TornTail(1, 4384, 17)));
            Assert.That(journal.Recovery.Damaged, Is.Empty);
            Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a", "2:b", "3:c", "4:d" }));
        });
    }

    [Test]
    public async Task Open_CutsGarbage_BehindTheEnd()
    {
        var garbage = new byte[100];
        new Random(5).NextBytes(garbage);
        garbage[^1] = 1;
        _disk.WriteAll(First, [.. _disk.ReadAll(First), .. garbage]);
        await using var journal = await Some.OpenAsync(_disk);
        Assert.Multiple(() =>
        {
            Assert.That(journal.Recovery.Torn, Is.EqualTo(new TornTail(1, Start + (6 * Frame), 48 + 100)));
            Assert.That(journal.Recovery.Records, Is.EqualTo(6));
            Assert.That(_disk.ReadAll(First), Has.Length.EqualTo(Start + (6 * Frame)));
        });
    }

    [Test]
    public async Task Open_TakesZerosBehindTheEnd_ForACleanEnd()
    {
        _disk.WriteAll(First, [.. _disk.ReadAll(First), .. new byte[5000]]);
        await using var journal = await Some.OpenAsync(_disk);
        Assert.That((journal.Recovery.Torn, journal.Recovery.Records), Is.EqualTo(((TornTail?)null, 6L)));
    }

    [Test]
    public async Task Open_PassesOverAZeroedStretch_InTheMiddle()
    {
        var bytes = _disk.ReadAll(First);
        bytes.AsSpan(Start + Frame + 8, 2 * Frame).Clear();
        _disk.WriteAll(First, bytes);
        await using var journal = await Some.OpenAsync(_disk);
        Assert.That(journal.Recovery.Damaged, Is.EqualTo(new[] { new DamagedRegion(1, 4216, 168, 2, 4, $"damaged/{First}.4216-168") }));
        Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a", "5:e", "6:f" }));
    }

    [TestCase(0)]
    [TestCase(4096)]
    public async Task Open_LosesNothing_WhenOneCopyOfTheHeaderIsZeroed(int at)
    {
        var bytes = _disk.ReadAll(First);
        bytes.AsSpan(at, 64).Clear();
        _disk.WriteAll(First, bytes);
        await using var journal = await Some.OpenAsync(_disk);
        Assert.That((journal.Recovery.Records, journal.Recovery.Damaged.Count), Is.EqualTo((6L, 0)));
    }

    [Test]
    public async Task Open_SetsTheFileAside_AndPassesOverItsNumbers_WhenBothHeadersAreLost()
    {
        var bytes = _disk.ReadAll(First);
        bytes.AsSpan(0, Start).Clear();
        _disk.WriteAll(First, bytes);
        await using var journal = await Some.OpenAsync(_disk);
        var region = journal.Recovery.Damaged.Single();
        Assert.Multiple(() =>
        {
            Assert.That((region.Segment, region.Offset, region.Bytes, region.FirstMissingSeq), Is.EqualTo((1L, 0L, (long)bytes.Length, 1L)));
            Assert.That(region.LastMissingSeq, Is.GreaterThanOrEqualTo(6));
            Assert.That(_disk.ReadAll(region.SetAside!), Is.EqualTo(bytes));
        });
        Assert.That((await journal.AppendedAsync("next")).FirstSeq, Is.EqualTo(region.LastMissingSeq + 1));
    }

    [Test]
    public async Task OpenAsync_Unavailable_AndTouchesNothing_WhenALaterVersionWroteTheFiles()
    {
        var bytes = _disk.ReadAll(First);
        bytes[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Crc32C.Compute(bytes.AsSpan(0, 60)));
        _disk.WriteAll(First, bytes);
        var result = await RecordJournal.OpenAsync(_disk, new JournalOptions(), TimeProvider.System, NullLogger.Instance);
        Assert.That(result, Is.TypeOf<JournalOpenResult.Unavailable>().With.Property("Detail").Contains("format 2"));
        Assert.That(_disk.ReadAll(First), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Open_ReportsTheHole_WhenAMiddleSegmentIsGone()
    {
        await using (var journal = await Some.OpenAsync(_disk, Some.SmallSegments))
        {
            for (var i = 0; i < 12; i++)
                await journal.AppendedAsync(new string('x', 1500));
            Assert.That(journal.Segments.Select(static segment => segment.FirstSeq), Is.EqualTo(new long[] { 1, 9, 11, 13, 15, 17 }));
        }

        _disk.Remove("00000000000000000011.seg");
        await using var again = await Some.OpenAsync(_disk, Some.SmallSegments);
        var expected = new DamagedRegion(9, again.Segments[1].Bytes, 0, 11, 12, null);
        Assert.That(again.Recovery.Damaged, Is.EqualTo(new[] { expected }));
        Assert.That(again.ReadDurable(9).Select(static entry => (entry.Seq, entry.MissingBefore)).Take(3), Is.EqualTo(new[] { (9L, 0L), (10L, 0L), (13L, 2L) }));
    }

    [Test]
    public async Task Open_IsNotFooled_ByAPayloadThatLooksLikeFrames()
    {
        // The attacker knows the format and even a true frame of another journal, but not this segment's marker.
        var foreign = _disk.ReadAll(First)[Start..];
        var disk = new FaultyDisk(seed: 2);
        await using (var journal = await Some.OpenAsync(disk))
        {
            await journal.AppendedAsync("a");
            await journal.AppendAsync(new JournalRecord(1, "hostile"u8.ToArray(), foreign));
            await journal.AppendedAsync("z");
        }

        var bytes = disk.ReadAll(First);
        bytes[Start + Frame + 3] ^= 1;
        disk.WriteAll(First, bytes);
        await using var again = await Some.OpenAsync(disk);
        Assert.That(again.Texts(), Is.EqualTo(new[] { "1:a", "3:z" }));
    }

    [Test]
    public async Task Open_GivesTheSameReport_WhenOpenedAgain_AndCopiesAsideOnce()
    {
        Flip(First, Start + 50);
        JournalRecovery first;
        await using (var journal = await Some.OpenAsync(_disk))
            first = journal.Recovery;
        await using var again = await Some.OpenAsync(_disk);
        Assert.That(again.Recovery.Damaged, Is.EqualTo(first.Damaged));
    }

    [Test]
    public async Task OpenSnapshot_GoesBackToTheOlder_WhenTheNewestIsDamaged([Values(30, 70, 120, -1)] int at)
    {
        await using var journal = await Some.OpenAsync(_disk);
        await journal.WriteSnapshotAsync(2, Some.Stream(Some.Records("old")));
        var older = _disk.ReadAll("00000000000000000002.snap");
        await journal.WriteSnapshotAsync(4, Some.Stream(Some.Records("new")));
        _disk.WriteAll("00000000000000000002.snap", older);
        const string Newest = "00000000000000000004.snap";
        Flip(Newest, at < 0 ? _disk.ReadAll(Newest).Length - 1 : at);
        using var snapshot = journal.OpenSnapshot();
        Assert.That(snapshot?.UpToSeq, Is.EqualTo(2));
    }

    [Test]
    public async Task Reader_PassesOverDamage_ThatCameWhileTheJournalIsOpen()
    {
        using var folder = new TemporaryFolder();
        await using var journal = await Some.OpenAsync(new FileJournalDisk(folder.Path));
        foreach (var text in _texts)
            await journal.AppendedAsync(text);
        var position = journal.ReadDurable(3).First().Position;
        using (var file = File.Open(Path.Combine(folder.Path, First), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = position.Offset + 48;
            file.WriteByte((byte)'?');
        }

        Assert.That(journal.Texts(), Is.EqualTo(new[] { "1:a", "2:b", "4:d", "5:e", "6:f" }));
        Assert.That(journal.ReadAt(position), Is.TypeOf<JournalReadResult.Damaged>());
    }

    private void Flip(string name, int at)
    {
        var bytes = _disk.ReadAll(name);
        bytes[at] ^= 0x10;
        _disk.WriteAll(name, bytes);
    }
}
