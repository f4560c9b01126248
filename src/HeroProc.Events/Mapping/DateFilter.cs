using System.Globalization;
using Fluid;
using Fluid.Filters;
using Fluid.Values;

namespace HeroProc.Events.Mapping;

/// <summary>
/// <c>date</c>: a time of the event, written in UTC. The engine's own reads the clock for a text such as <c>12:30</c> or <c>now</c>
/// and takes every number for seconds, which the event's <c>timestamp</c> is not.
/// </summary>
internal static class DateFilter
{
    // As seconds this is the year 5138, as milliseconds March 1973.
    private const decimal FirstMilliseconds = 100_000_000_000m;

    private const int FormatLength = 256;

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss K", "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "r", "ddd, d MMM yyyy HH:mm:ss zzz",
    ];

    public static ValueTask<FluidValue> Apply(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var time = Read(input);
        if (arguments.At(0).IsNil())
            return StringValue.Create(time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
        var format = arguments.At(0).ToStringValue();
        Check(format);
        return MiscFilters.Date(new DateTimeValue(time), new FilterArguments(StringValue.Create(format)), context);
    }

    private static DateTimeOffset Read(FluidValue input)
    {
        if (input is NumberValue number)
        {
            var value = number.ToNumberValue();
            var milliseconds = Math.Abs(value) < FirstMilliseconds ? value * 1000 : value;
            return DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
        }
        if (input is StringValue text
            && DateTimeOffset.TryParseExact(text.ToStringValue(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return time;
        throw new RenderFault("date needs a time: Unix seconds or milliseconds, or a text such as 2026-01-31T08:00:00Z");
    }

    // A width such as %999999999n makes that many characters.
    private static void Check(string format)
    {
        if (format.Length > FormatLength)
            throw new RenderFault($"a date format is at most {FormatLength} characters long");
        for (var i = 0; i + 1 < format.Length; i++)
        {
            if (format[i] != '%')
                continue;
            var digits = 0;
            while (++i < format.Length && (char.IsDigit(format[i]) || "-_^:".Contains(format[i])))
                digits += char.IsDigit(format[i]) ? 1 : 0;
            if (digits > 1)
                throw new RenderFault("a width in a date format has one digit");
        }
    }
}
