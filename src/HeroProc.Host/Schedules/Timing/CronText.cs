using Cronos;

namespace HeroProc.Host.Schedules.Timing;

/// <summary>Reads cron expressions: 5 fields with minutes first, 6 with seconds first, 7 with a year behind, or a macro.</summary>
internal static class CronText
{
    private const int MaxLength = 256;
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>The timing, or null and what is wrong.</summary>
    public static CronTiming? Parse(string text, TimeZoneInfo zone, out string? fault)
    {
        fault = null;
        if (text.Length > MaxLength)
        {
            fault = $"has {text.Length} characters; at most {MaxLength} are read";
            return null;
        }

        var fields = text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        var isMacro = fields is [['@', ..]];
        if (!isMacro && fields.Length is < 5 or > 7)
        {
            fault = $"has {fields.Length} fields; expected are 5 (minutes first), 6 (seconds first), 7 (a year behind them), or a macro such as @hourly";
            return null;
        }

        var years = fields.Length == 7 ? YearSet.Parse(fields[6], out fault) : null;
        if (fault is not null)
        {
            return null;
        }

        try
        {
            var expression = CronExpression.Parse(
                string.Join(' ', fields.Take(6)), isMacro || fields.Length == 5 ? CronFormat.Standard : CronFormat.IncludeSeconds);
            return new CronTiming(expression, years, zone, Repeats(fields));
        }
        catch (MissingSeedException)
        {
            fault = "has an H; write the number, and spread starts with jitter_ms";
        }
        catch (CronFormatException exception)
        {
            // The words of the parser name the field and what it may hold; they repeat nothing of the text.
            fault = exception.Message;
        }

        return null;
    }

    /// <summary>True when the expression says "every", not "at": then it means both of two equal hours.</summary>
    private static bool Repeats(string[] fields) => fields.Length == 1
        ? fields[0].StartsWith("@every", StringComparison.OrdinalIgnoreCase) || fields[0].Equals("@hourly", StringComparison.OrdinalIgnoreCase)
        : fields.Take(fields.Length == 5 ? 2 : 3).Any(static field => field.AsSpan().IndexOfAny('*', '-', '/') >= 0);
}
