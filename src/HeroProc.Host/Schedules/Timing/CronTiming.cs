using Cronos;

namespace HeroProc.Host.Schedules.Timing;

/// <summary>
/// A cron expression in a zone. What lies in a gap of local time happens at the gap's end; what lies in an hour that comes
/// twice happens once, the first time, unless hour, minute or second is a star, a range or a step.
/// </summary>
/// <remarks>
/// Cronos only says which local times fit. Asked with a zone, it goes back in time where winter is the exception (Europe/Dublin,
/// Africa/Casablanca: <c>30 2 * * *</c> after 2025-04-06T01:30Z is that moment again), and a scheduler that follows it never ends.
/// </remarks>
/// <param name="expression">The fields without the year.</param>
/// <param name="years">The years, or null for all.</param>
/// <param name="zone">The zone.</param>
/// <param name="repeats">True for an expression that happens both times in an hour that comes twice.</param>
internal sealed class CronTiming(CronExpression expression, YearSet? years, TimeZoneInfo zone, bool repeats) : ITiming
{
    /// <summary>From here on nothing is planned: no calendar of zones reaches so far.</summary>
    private static readonly long Horizon = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    // No zone changes its offset twice in so short a time, nor by more than three hours but for a change of date.
    private static readonly TimeSpan Stride = TimeSpan.FromHours(12);
    private static readonly TimeSpan LargestStep = TimeSpan.FromHours(3);

    public long? NextAfter(long after)
    {
        if (after >= Horizon)
        {
            return null;
        }

        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(after, LargestStep.Ticks / TimeSpan.TicksPerMillisecond)).UtcDateTime;
        var offset = zone.GetUtcOffset(from);
        var (local, inclusive) = (from + offset, false);
        if (!repeats && ChangeIn(from - LargestStep, from) is { } recent && BeforeChange(recent) is var last && local < last)
        {
            // In the second of two equal hours: all of it has happened in the first.
            (local, inclusive) = (last, true);
        }

        while (NextLocal(local, inclusive) is { } next)
        {
            var at = next - offset;
            if (ChangeIn(from, at) is not { } change)
            {
                return new DateTimeOffset(at).ToUnixTimeMilliseconds();
            }

            var before = BeforeChange(change);
            offset = zone.GetUtcOffset(change);
            var behind = change + offset;
            if (next < behind)
            {
                return new DateTimeOffset(change).ToUnixTimeMilliseconds();
            }

            (from, local, inclusive) = (change, repeats || behind > before ? behind : before, true);
        }

        return null;
    }

    /// <summary>The local time a clock that nobody changes would show at the change.</summary>
    private DateTime BeforeChange(DateTime change) => change + zone.GetUtcOffset(change.AddTicks(-1));

    /// <summary>The first moment after <paramref name="from"/>, up to <paramref name="to"/>, that has another offset; null for none. Universal times.</summary>
    private DateTime? ChangeIn(DateTime from, DateTime to)
    {
        var offset = zone.GetUtcOffset(from);
        for (var low = from; low < to;)
        {
            var high = to - low > Stride ? low + Stride : to;
            if (zone.GetUtcOffset(high) != offset)
            {
                while ((high - low).Ticks > 1)
                {
                    var middle = low + ((high - low) / 2);
                    (low, high) = zone.GetUtcOffset(middle) == offset ? (middle, high) : (low, middle);
                }

                return high;
            }

            low = high;
        }

        return null;
    }

    /// <summary>The next local time that fits, carried in a time of kind UTC, as Cronos takes no other without a zone.</summary>
    private DateTime? NextLocal(DateTime local, bool inclusive)
    {
        while (expression.GetNextOccurrence(local, inclusive) is { } next)
        {
            if (years is null || years.Contains(next.Year))
            {
                return next;
            }

            if (years.FirstFrom(next.Year + 1) is not { } wanted)
            {
                return null;
            }

            (local, inclusive) = (new DateTime(wanted, 1, 1, 0, 0, 0, DateTimeKind.Utc), true);
        }

        return null;
    }
}
