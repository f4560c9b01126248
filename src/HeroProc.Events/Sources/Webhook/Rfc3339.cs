using System.Globalization;
using System.Text.RegularExpressions;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Moments as RFC 3339 writes them.</summary>
internal static partial class Rfc3339
{
    /// <summary>Unix milliseconds, or null when the text is no such moment or lies before 1970.</summary>
    public static ulong? ToUnixMs(string? text) =>
        text is not null
        && Pattern().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
        && moment.ToUnixTimeMilliseconds() is >= 0 and var unixMs
            ? (ulong)unixMs
            : null;

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
