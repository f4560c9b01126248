using HeroProc.Events.Retention;
using HeroProc.Journal;

namespace HeroProc.Events.Tests.Retention;

[TestFixture]
public sealed class RetentionCutTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 31, 0, 0, 0, TimeSpan.Zero);

    // Segments of 10 records and 100 bytes, begun on the 1st, 2nd, 3rd ... of March.
    [TestCase(5, 30, 1000, long.MaxValue, 1, TestName = "FirstKept_IsTheFirst_WhileNothingIsOldEnough")]
    [TestCase(5, 28, 1000, long.MaxValue, 21, TestName = "FirstKept_IsTheFirstSegmentThatMayHoldAYoungRecord")]
    [TestCase(5, 1, 1000, long.MaxValue, 41, TestName = "FirstKept_IsTheNewestSegment_WhenAllIsOld")]
    [TestCase(5, 1, 1000, 25, 21, TestName = "FirstKept_StopsAtWhatIsStillNeeded")]
    [TestCase(5, 30, 300, long.MaxValue, 21, TestName = "FirstKept_GivesUpTheOldest_WhenThereIsTooMuch")]
    [TestCase(5, 30, 300, 5, 1, TestName = "FirstKept_KeepsWhatIsNeeded_AlsoWhenThereIsTooMuch")]
    [TestCase(1, 1, 1, long.MaxValue, 1, TestName = "FirstKept_KeepsTheOnlySegment")]
    public void FirstKept(int segments, int days, long bytes, long neededFrom, long expected)
    {
        var all = Enumerable.Range(0, segments)
            .Select(i => new JournalSegmentInfo((i * 10) + 1, (i + 1) * 10, 10, 100, new DateTimeOffset(2026, 3, i + 1, 0, 0, 0, TimeSpan.Zero))).ToArray();

        var first = RetentionCut.FirstKept(all, new RetentionOptions { Days = days, MaxBytes = bytes }, _now, neededFrom);

        Assert.That(first, Is.EqualTo(expected));
    }
}
