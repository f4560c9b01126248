using System.Globalization;

namespace HeroProc.Host.Schedules.Timing;

/// <summary>The seventh field of a cron expression: which years are meant.</summary>
internal sealed class YearSet
{
    /// <summary>The first year that can be named.</summary>
    public const int First = 1970;

    /// <summary>The last year that can be named.</summary>
    public const int Last = 2199;

    private readonly bool[] _years = new bool[Last - First + 1];

    private YearSet()
    {
    }

    /// <summary>Reads <c>*</c>, <c>2026</c>, <c>2026-2030</c>, steps of these, and lists. Null with a fault for anything else.</summary>
    public static YearSet? Parse(string text, out string? fault)
    {
        var set = new YearSet();
        foreach (var part in text.Split(','))
        {
            if (!set.Add(part))
            {
                fault = $"the year field has '{part}'; expected are *, {First} to {Last}, a range such as 2026-2030, a step such as */2, or a list of these";
                return null;
            }
        }

        fault = null;
        return set;
    }

    public bool Contains(int year) => year is >= First and <= Last && _years[year - First];

    /// <summary>The first year of the set from the given one on, or null.</summary>
    public int? FirstFrom(int year)
    {
        for (var candidate = Math.Max(year, First); candidate <= Last; candidate++)
        {
            if (_years[candidate - First])
            {
                return candidate;
            }
        }

        return null;
    }

    private bool Add(string part)
    {
        var step = 1;
        var range = part;
        if (part.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            range = part[..slash];
            if (!Number(part[(slash + 1)..], 1, Last - First, out step))
            {
                return false;
            }
        }

        if (!Bounds(range, slashed: range.Length < part.Length, out var from, out var to))
        {
            return false;
        }

        for (var year = from; year <= to; year += step)
        {
            _years[year - First] = true;
        }

        return true;
    }

    private static bool Bounds(string range, bool slashed, out int from, out int to)
    {
        (from, to) = (First, Last);
        if (range == "*")
        {
            return true;
        }

        if (range.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash)
        {
            return Number(range[..dash], First, Last, out from) && Number(range[(dash + 1)..], First, Last, out to) && from <= to;
        }

        var single = Number(range, First, Last, out from);
        to = slashed ? Last : from;
        return single;
    }

    private static bool Number(string text, int low, int high, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= low && number <= high;
}
