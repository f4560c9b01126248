using System.Text.Json;
using System.Text.Unicode;

namespace HeroProc.Host.Rpc.Messages;

/// <summary>What must hold of JSON text before a parser sees it, because parsers find it too late or not at all.</summary>
internal static class JsonText
{
    /// <summary>
    /// Why the bytes cannot be text, or null. A parser looks at the inside of a string only when somebody reads it: bytes
    /// that are no UTF-8, and an escaped half of a surrogate pair, would fail deep in a method. One pass, linear.
    /// </summary>
    public static string? FindFault(ReadOnlySpan<byte> bytes) =>
        !Utf8.IsValid(bytes) ? "The message is not valid UTF-8."
        : HasLoneSurrogate(bytes) ? "The message holds an escaped half of a surrogate pair (\\ud800 to \\udfff)."
        : null;

    /// <summary>Whether bytes that did not parse would have, were it not for their nesting.</summary>
    public static bool IsTooDeep(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = int.MaxValue - 1 });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var at = bytes.IndexOf((byte)'\\');
            if (at < 0 || at + 1 >= bytes.Length)
            {
                return false;
            }

            bytes = bytes[at..];
            if (!TryUnit(bytes, out var unit))
            {
                bytes = bytes[2..];
            }
            else if (!char.IsSurrogate(unit))
            {
                bytes = bytes[6..];
            }
            else if (char.IsHighSurrogate(unit) && TryUnit(bytes[6..], out var second) && char.IsLowSurrogate(second))
            {
                bytes = bytes[12..];
            }
            else
            {
                return true;
            }
        }
    }

    private static bool TryUnit(ReadOnlySpan<byte> bytes, out char unit)
    {
        unit = default;
        if (bytes.Length < 6 || bytes[0] != '\\' || bytes[1] != 'u')
        {
            return false;
        }

        var value = 0;
        foreach (var digit in bytes.Slice(2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | HexValue(digit);
        }

        unit = (char)value;
        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
