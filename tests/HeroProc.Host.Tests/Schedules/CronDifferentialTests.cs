using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Timing;

namespace HeroProc.Host.Tests.Schedules;

[TestFixture]
internal sealed class CronDifferentialTests
{
    private const int Seed = 20260114;

    [Test, CancelAfter(60_000)]
    public void Occurrences_AreThoseOfTheReference_OnTransitionDaysOfAllZones(CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var compared = 0;
        var differing = new List<string>();
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().OrderBy(static zone => zone.Id, StringComparer.Ordinal))
        {
            foreach (var day in Transitions(zone).OrderBy(_ => random.Next()).Take(2))
            {
                cancellationToken.ThrowIfCancellationRequested();
                string[] fields = [Field(random, 0, 59), Field(random, 0, 4), random.Next(4) == 0 ? Field(random, 1, 28) : "*", "*", random.Next(4) == 0 ? Field(random, 0, 6) : "*"];
                var (from, to) = (day.AddHours(-14), day.AddHours(14));
                var expected = SlowCron.Occurrences(fields, zone, from, to).ToArray();
                var timing = PolicyTiming.Of(new SchedulePolicy(Cron: string.Join(' ', fields), TimeZone: zone.Id), 0);
                var actual = SchedulePreview.Of(timing, 0, from.ToUnixTimeMilliseconds() - 1, int.MaxValue).Select(static one => one.PlannedAt).TakeWhile(at => at < to.ToUnixTimeMilliseconds()).ToArray();
                if (!actual.SequenceEqual(expected))
                {
                    differing.Add($"{zone.Id}: '{string.Join(' ', fields)}' around {day:O}: missing {string.Join(' ', expected.Except(actual).Take(3))}, too many {string.Join(' ', actual.Except(expected).Take(3))}");
                }

                compared += expected.Length;
            }
        }

        Assert.That(differing, Is.Empty, $"seed {Seed}");
        Assert.That(compared, Is.GreaterThan(1000), "the generated expressions do meet the days");
    }

    [Test, CancelAfter(20_000)]
    public void LastUpTo_IsTheLastOne_OfGeneratedExpressions()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 200; round++)
        {
            var cron = $"{Field(random, 0, 59)} {Field(random, 0, 23)} * * *";
            var timing = PolicyTiming.Of(new SchedulePolicy(Cron: cron, TimeZone: "Europe/Berlin"), 0);
            var from = 1_774_700_000_000 + random.NextInt64(86_400_000);
            var upTo = from + random.NextInt64(172_800_000);
            long? expected = null;
            for (var next = timing.NextAfter(from); next <= upTo; next = timing.NextAfter(next.Value))
            {
                expected = next;
            }

            Assert.That(Planner.LastUpTo(timing, from, upTo), Is.EqualTo(expected), $"'{cron}' from {from} to {upTo}, seed {Seed}");
        }
    }

    // The first minutes after the zone's offset has changed, 2025 to 2026.
    private static IEnumerable<DateTimeOffset> Transitions(TimeZoneInfo zone)
    {
        var day = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var before = zone.GetUtcOffset(day); day.Year < 2027; day = day.AddDays(1))
        {
            var after = zone.GetUtcOffset(day.AddDays(1));
            if (before != after)
            {
                var (low, high) = (0, 1440);
                while (high - low > 1)
                {
                    var middle = (low + high) / 2;
                    (low, high) = zone.GetUtcOffset(day.AddMinutes(middle)) == before ? (middle, high) : (low, middle);
                }

                yield return day.AddMinutes(high);
            }

            before = after;
        }
    }

    private static string Field(Random random, int low, int high) => random.Next(5) switch
    {
        0 => "*",
        1 => $"*/{random.Next(2, Math.Max(3, high / 2))}",
        2 => $"{random.Next(low, high / 2)}-{random.Next(high / 2, high + 1)}",
        3 => $"{random.Next(low, high + 1)},{random.Next(low, high + 1)}",
        _ => $"{random.Next(low, high + 1)}",
    };
}
