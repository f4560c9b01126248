namespace HeroProc.Host.Tests.Schedules;

/// <summary>
/// The rules of docs/schedules.md, minute by minute of universal time, without any cleverness: the reference for the real one.
/// Fields hold stars, numbers, lists, ranges and steps; seconds are 0.
/// </summary>
internal static class SlowCron
{
    public static IEnumerable<long> Occurrences(string[] fields, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var interval = fields[0].IndexOfAny(['*', '-', '/']) >= 0 || fields[1].IndexOfAny(['*', '-', '/']) >= 0;
        var found = new SortedSet<long>();
        var before = TimeZoneInfo.ConvertTime(from.AddMinutes(-1), zone).DateTime;
        for (var at = from; at < to; at = at.AddMinutes(1))
        {
            var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            if (Fits(fields, local) && (interval || !IsSecondTime(local, at, zone)))
            {
                found.Add(at.ToUnixTimeMilliseconds());
            }

            // Local times between the minute before and this one do not exist: what was planned there happens now.
            for (var missing = before.AddMinutes(1); missing < local; missing = missing.AddMinutes(1))
            {
                if (Fits(fields, missing))
                {
                    found.Add(at.ToUnixTimeMilliseconds());
                }
            }

            before = local;
        }

        return found;
    }

    private static bool IsSecondTime(DateTime local, DateTimeOffset at, TimeZoneInfo zone)
    {
        for (var minutes = 1; minutes <= 3 * 60; minutes++)
        {
            if (TimeZoneInfo.ConvertTime(at.AddMinutes(-minutes), zone).DateTime == local)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fits(string[] fields, DateTime local) =>
        Has(fields[0], local.Minute, 0, 59) && Has(fields[1], local.Hour, 0, 23) && Has(fields[2], local.Day, 1, 31)
        && Has(fields[3], local.Month, 1, 12) && Has(fields[4], (int)local.DayOfWeek, 0, 6);

    private static bool Has(string field, int value, int low, int high) => field.Split(',').Any(part =>
    {
        var (range, step) = part.Split('/') is [var left, var right] ? (left, int.Parse(right, null)) : (part, 1);
        var (from, to) = range == "*" ? (low, high)
            : range.Split('-') is [var first, var last] ? (int.Parse(first, null), int.Parse(last, null))
            : (int.Parse(range, null), part.Contains('/', StringComparison.Ordinal) ? high : int.Parse(range, null));
        return value >= from && value <= to && (value - from) % step == 0;
    });
}
