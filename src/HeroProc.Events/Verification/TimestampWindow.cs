using System.Globalization;

namespace HeroProc.Events.Verification;

/// <summary>How far a signed timestamp may lie from now, in both directions.</summary>
internal static class TimestampWindow
{
    /// <summary>The tolerance of the senders' own libraries, in milliseconds.</summary>
    public const long DefaultToleranceMs = 300_000;

    // Seconds reach this value in the year 5138, milliseconds left it behind in 1973.
    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>Null when the timestamp is within the tolerance, else why not, without the sender's own text.</summary>
    /// <param name="text">Unix seconds or Unix milliseconds, digits only.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    /// <param name="toleranceMs">How far it may lie in the past or the future; the limit itself is still inside.</param>
    public static string? Fault(string text, long nowMs, long toleranceMs)
    {
        if (text.Length is 0 or > 15 || !text.All(char.IsAsciiDigit))
        {
            return "its timestamp is not a Unix time in digits";
        }

        var value = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        var age = nowMs - (value < FirstMilliseconds ? value * 1000 : value);
        return age > toleranceMs ? "its timestamp is too old"
            : age < -toleranceMs ? "its timestamp is too far in the future"
            : null;
    }
}
