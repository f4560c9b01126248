namespace HeroProc.Events.Sources.Webhook;

/// <summary>The W3C trace context of a sender.</summary>
internal static class TraceParent
{
    private const int Version0Length = 55;

    /// <summary>
    /// The text when it is a valid <c>traceparent</c>, else null. A higher version is read by its known beginning, as the
    /// standard asks; zero ids and version <c>ff</c> are invalid.
    /// </summary>
    public static string? Valid(string? text)
    {
        if (text is null || text.Length < Version0Length || text.Length > 512 || text[2] != '-' || text[35] != '-' || text[52] != '-')
        {
            return null;
        }

        var version = text.AsSpan(0, 2);
        var trace = text.AsSpan(3, 32);
        var parent = text.AsSpan(36, 16);
        if (!IsHex(version) || !IsHex(trace) || !IsHex(parent) || !IsHex(text.AsSpan(53, 2))
            || version is "ff" || trace.IndexOfAnyExcept('0') < 0 || parent.IndexOfAnyExcept('0') < 0)
        {
            return null;
        }

        return text.Length == Version0Length ? text
            : version is not "00" && text[Version0Length] == '-' ? $"00{text[2..Version0Length]}"
            : null;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return true;
    }
}
