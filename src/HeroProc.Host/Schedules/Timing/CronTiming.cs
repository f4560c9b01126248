using Cronos;

namespace HeroProc.Host.Schedules.Timing;

/// <summary>
/// A cron expression in a zone. What lies in a gap of local time happens at the gap's end; what lies in an hour that comes
/// twice happens once, unless hour, minute or second is a star, a range or a step.
/// </summary>
internal sealed class CronTiming(CronExpression expression, YearSet? years, TimeZoneInfo zone) : ITiming
{
    /// <summary>From here on nothing is planned: the last year in which a zone can still be asked for its next one.</summary>
    private static readonly long Horizon = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public long? NextAfter(long after)
    {
        if (after >= Horizon)
        {
            return null;
        }

        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(after, 0)).UtcDateTime;
        while (expression.GetNextOccurrence(from, zone) is { } next)
        {
            var year = TimeZoneInfo.ConvertTimeFromUtc(next, zone).Year;
            if (years is null || years.Contains(year))
            {
                return new DateTimeOffset(next).ToUnixTimeMilliseconds();
            }

            if (years.FirstFrom(year + 1) is not { } wanted)
            {
                return null;
            }

            // Over the years left out in one step; a little before the year's begin, as its offset may just be changing.
            var jump = BeginOf(wanted).AddHours(-2);
            from = jump > next ? jump : next;
        }

        return null;
    }

    private DateTime BeginOf(int year)
    {
        var local = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        return DateTime.SpecifyKind(local - zone.GetUtcOffset(local), DateTimeKind.Utc);
    }
}
