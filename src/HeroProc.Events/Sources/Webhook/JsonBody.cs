using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// Strict reading of a body: one JSON value, UTF-8 throughout, no half of a surrogate pair, nested at most
/// <see cref="MaxDepth"/> deep. What passes here can be read as text everywhere after without a fault.
/// </summary>
internal static class JsonBody
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a body, or says what is wrong. The caller disposes the document and keeps the bytes unchanged as long.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> body, out string fault)
    {
        fault = Fault(body.Span) ?? "";
        return fault.Length == 0 ? JsonDocument.Parse(body, Options) : null;
    }

    /// <summary>What is wrong with a body, or null; takes no memory worth speaking of.</summary>
    public static string? Fault(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "Expected one JSON value in the body; it is empty.";
        }

        if (!Utf8.IsValid(body))
        {
            return "Expected UTF-8; the body is not.";
        }

        try
        {
            return LoneSurrogateAt(body) is { } at
                ? $"Expected whole characters; the text at byte {at} holds half of a surrogate pair."
                : null;
        }
        catch (JsonException exception)
        {
            // The message of the exception quotes the body, which may hold secrets; the place does not.
            return $"Expected one JSON value nested at most {MaxDepth} deep; reading stopped in line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.";
        }
    }

    /// <summary>
    /// Where the first text with half of a surrogate pair starts, or null. Half a pair is well-formed JSON that no reader can
    /// turn into text.
    /// </summary>
    public static long? LoneSurrogateAt(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan))
            {
                return reader.TokenStartIndex;
            }
        }

        return null;
    }

    // The reader has checked the escapes' spelling already.
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> text)
    {
        var openHigh = false;
        for (var i = 0; i < text.Length; i++)
        {
            var unit = '\0';
            if (text[i] == '\\')
            {
                i++;
                if (text[i] == 'u')
                {
                    unit = (char)ushort.Parse(text.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                    i += 4;
                }
            }

            if (openHigh != char.IsLowSurrogate(unit))
            {
                return true;
            }

            openHigh = char.IsHighSurrogate(unit);
        }

        return openHigh;
    }
}
