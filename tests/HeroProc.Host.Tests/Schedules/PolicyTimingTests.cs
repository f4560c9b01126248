using System.Globalization;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Tests.Schedules;

[TestFixture]
internal sealed class PolicyTimingTests
{
    private static readonly long Now = At("2026-01-01T00:00:00Z");

    [TestCase("* * * *", "cron", TestName = "Four fields")]
    [TestCase("* * * * * * * *", "cron", TestName = "Eight fields")]
    [TestCase("", "cron", TestName = "No text")]
    [TestCase("60 * * * *", "cron", TestName = "Minute 60")]
    [TestCase("0 0 30 2 *", "cron", TestName = "30 February")]
    [TestCase("0 0 0 29 2 * 2027", "cron", TestName = "29 February of a year that has none")]
    [TestCase("0 0 0 1 1 * 2020-2025", "cron", TestName = "Years that have passed")]
    [TestCase("0 0 0 1 1 * 2020-2010", "cron", TestName = "Years backwards")]
    [TestCase("0 0 0 1 1 * 26", "cron", TestName = "Short year")]
    [TestCase("0 0 0 1 1 * */0", "cron", TestName = "Year step 0")]
    [TestCase("H * * * *", "cron", TestName = "H")]
    [TestCase("@reboot", "cron", TestName = "Unknown macro")]
    [TestCase("@every 5m", "cron", TestName = "Go's every")]
    public void Check_RefusesCron(string cron, string path) =>
        Assert.That(PolicyTiming.Check(new SchedulePolicy(Cron: cron), Now).Select(static error => error.Path), Is.EqualTo(new[] { path }));

    [Test]
    public void Check_NamesEveryFault_AtOnce()
    {
        var policy = new SchedulePolicy(
            NrOfInstances: -1, Cron: "x", IntervalMs: 1, StartTime: 10, EndTime: 5, TimeZone: "Mars/Olympus", JitterMs: -1, CatchUp: (CatchUp)9, CatchUpWindowMs: -1, Overlap: (Overlap)9, Note: "a\nb");

        Assert.That(
            PolicyTiming.Check(policy, Now).Select(static error => error.Path),
            Is.EquivalentTo(new[] { "nr_of_instances", "jitter_ms", "catch_up_window_ms", "catch_up", "overlap", "note", "end_time", "time_zone", "interval_ms", string.Empty }));
    }

    [TestCase("Europe/Berlin", true)]
    [TestCase("UTC", true)]
    [TestCase("europe/berlin", false)]
    [TestCase("W. Europe Standard Time", false)]
    [TestCase("../../etc/passwd", false)]
    [TestCase("", false)]
    public void Check_TakesZones_ByTheirExactName(string zone, bool taken) =>
        Assert.That(PolicyTiming.Check(new SchedulePolicy(Cron: "@daily", TimeZone: zone), Now), taken ? Is.Empty : Has.Count.EqualTo(1));

    [Test]
    public void Check_RefusesNeitherAndBoth()
    {
        Assert.That(PolicyTiming.Check(new SchedulePolicy(), Now).Single().Message, Does.StartWith("has neither"));
        Assert.That(PolicyTiming.Check(new SchedulePolicy(Cron: "@daily", IntervalMs: 1000), Now).Single().Message, Does.StartWith("has both"));
    }

    [Test]
    public void Check_RefusesAnEndThatHasPassed() =>
        Assert.That(PolicyTiming.Check(new SchedulePolicy(Cron: "@daily", EndTime: Now / 1000), Now).Single().Path, Is.EqualTo("end_time"));

    [TestCase("30 2 * * *", "2026-01-01T02:30:00Z", "2026-01-02T02:30:00Z", TestName = "Five fields have minutes first")]
    [TestCase("5 30 2 * * *", "2026-01-01T02:30:05Z", "2026-01-02T02:30:05Z", TestName = "Six fields have seconds first")]
    [TestCase("0 0 0 1 1 * 2030,2028", "2028-01-01T00:00:00Z", "2030-01-01T00:00:00Z", TestName = "The seventh field is the year")]
    [TestCase("0 0 0 1 1 * 2030-2040/5", "2030-01-01T00:00:00Z", "2035-01-01T00:00:00Z", TestName = "Steps of years")]
    [TestCase("0 0 0 29 2 * *", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z", TestName = "Leap days")]
    [TestCase("0 0 0 29 2 * 2100-2199", "2104-02-29T00:00:00Z", "2108-02-29T00:00:00Z", TestName = "2100 is no leap year")]
    [TestCase("@hourly", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z", TestName = "A macro")]
    [TestCase("0 0 13 * 5", "2026-02-13T00:00:00Z", "2026-03-13T00:00:00Z", TestName = "Day of month and day of week must both fit")]
    public void NextAfter_IsTheNextOccurrence(string cron, string first, string second)
    {
        var timing = PolicyTiming.Of(new SchedulePolicy(Cron: cron), 0);

        Assert.That(SchedulePreview.Of(timing, 0, Now, 2).Select(static one => one.PlannedAt), Is.EqualTo(new[] { At(first), At(second) }));
    }

    // Berlin 2026: 29 March 02:00 becomes 03:00; 25 October 03:00 becomes 02:00. Lord Howe moves by half an hour. In Havana
    // the hour after midnight is the one that is missing.
    [TestCase("Europe/Berlin", "30 2 * * *", "2026-03-29T00:00:00Z", "03:00 +02", "02:30 +02", TestName = "Gap: a fixed time happens at the gap's end")]
    [TestCase("Europe/Berlin", "*/30 2 * * *", "2026-03-29T00:00:00Z", "03:00 +02", "02:00 +02", TestName = "Gap: several of them become one")]
    [TestCase("Europe/Berlin", "30 * * * *", "2026-03-29T00:00:00Z", "01:30 +01", "03:00 +02", "03:30 +02", TestName = "Gap: every hour's half hour")]
    [TestCase("Europe/Berlin", "30 2 * * *", "2026-10-25T00:00:00Z", "02:30 +02", "02:30 +01", TestName = "Overlap: a fixed time happens once, the first time")]
    [TestCase("Europe/Berlin", "0,30 2 * * *", "2026-10-24T23:00:00Z", "02:00 +02", "02:30 +02", "02:00 +01", TestName = "Overlap: a list is fixed")]
    [TestCase("Europe/Berlin", "30 * * * *", "2026-10-25T00:00:00Z", "02:30 +02", "02:30 +01", "03:30 +01", TestName = "Overlap: a star happens both times")]
    [TestCase("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T14:00:00Z", "02:30 +11", "02:15 +11", TestName = "Gap of half an hour")]
    [TestCase("America/Havana", "0 0 * * *", "2026-03-07T12:00:00Z", "01:00 -04", "00:00 -04", TestName = "Gap at midnight")]
    public void NextAfter_HasAnAnswer_WhereLocalTimeJumps(string zone, string cron, string after, params string[] expected)
    {
        var timing = PolicyTiming.Of(new SchedulePolicy(Cron: cron, TimeZone: zone), 0);
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);

        var local = SchedulePreview.Of(timing, 0, At(after), expected.Length)
            .Select(one => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(one.PlannedAt), info).ToString("HH:mm zz", CultureInfo.InvariantCulture));

        Assert.That(local, Is.EqualTo(expected));
    }

    [Test]
    public void Interval_CountsFromItsStart_WhereverItIsAsked()
    {
        var timing = PolicyTiming.Of(new SchedulePolicy(IntervalMs: 7_000, StartTime: 1_000), 5);

        Assert.That(timing.NextAfter(0), Is.EqualTo(1_000_000));
        Assert.That(timing.NextAfter(1_000_000), Is.EqualTo(1_007_000));
        Assert.That(timing.NextAfter(1_006_999), Is.EqualTo(1_007_000));
    }

    [Test]
    public void Interval_CountsFromItsAnchor_WithoutAStart()
    {
        var timing = PolicyTiming.Of(new SchedulePolicy(IntervalMs: 250), 1_234_567);

        Assert.That(timing.NextAfter(1_234_567), Is.EqualTo(1_234_817));
        Assert.That(timing.NextAfter(1_234_567 + (250L * 4_000_000_000)), Is.EqualTo(1_234_567 + (250L * 4_000_000_001)));
    }

    [Test]
    public void Window_BeginsWithItsStart_AndEndsBeforeItsEnd()
    {
        var start = At("2026-03-01T00:00:00Z");
        var timing = PolicyTiming.Of(new SchedulePolicy(Cron: "@daily", StartTime: start / 1000, EndTime: (start / 1000) + (2 * 86_400)), 0);

        Assert.That(SchedulePreview.Of(timing, 0, Now, 9).Select(static one => one.PlannedAt), Is.EqualTo(new[] { start, start + 86_400_000 }));
    }

    [Test]
    public void Jitter_IsTheSameForOneSchedule_AndSpreadOverMany()
    {
        var policy = new SchedulePolicy(Cron: "@daily", JitterMs: 60_000);
        var spread = Enumerable.Range(0, 1000).Select(number => PolicyTiming.Jitter(policy, $"action:{number}")).ToArray();

        Assert.That(spread, Is.All.InRange(0, 60_000));
        Assert.That(spread.Average(), Is.EqualTo(30_000).Within(3_000));
        Assert.That(PolicyTiming.Jitter(policy, "action:backup"), Is.EqualTo(PolicyTiming.Jitter(policy with { Note = "other" }, "action:backup")));
    }

    private static long At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
