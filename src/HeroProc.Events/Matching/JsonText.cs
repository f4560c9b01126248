using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>
/// Reads strings and properties of a parsed document without ever throwing. <see cref="JsonElement.GetString"/> and
/// <c>TryGetProperty</c> throw on a lone surrogate (<c>"\ud800"</c>) and on bytes that are no UTF-8, and both come from outside:
/// here a lone surrogate is kept as it is and a bad byte becomes U+FFFD.
/// </summary>
internal static class JsonText
{
    private const int StackChars = 256;

    /// <summary>The text of a JSON string, its escapes decoded.</summary>
    /// <param name="value">An element of kind <see cref="JsonValueKind.String"/>.</param>
    public static string Read(JsonElement value) => Decode(JsonMarshal.GetRawUtf8Value(value)[1..^1]);

    /// <summary>The name of a property, its escapes decoded.</summary>
    public static string Name(JsonProperty property) => Decode(JsonMarshal.GetRawUtf8PropertyName(property));

    /// <summary>
    /// The value of the property called <paramref name="name"/>; of several the last, as templates and nearly every parser see it.
    /// </summary>
    /// <returns>False when <paramref name="value"/> is no object or has no such property.</returns>
    public static bool TryFind(JsonElement value, string name, out JsonElement found)
    {
        found = default;
        if (value.ValueKind != JsonValueKind.Object)
            return false;
        var any = false;
        foreach (var property in value.EnumerateObject())
        {
            if (!NameIs(property, name))
                continue;
            found = property.Value;
            any = true;
        }
        return any;
    }

    /// <summary>Whether the property is called <paramref name="name"/>, compared by UTF-16 code units after decoding.</summary>
    public static bool NameIs(JsonProperty property, string name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        // One code unit takes one to three bytes unescaped and up to six escaped, so a length outside that range cannot be equal.
        if (raw.Length < name.Length || raw.Length > name.Length * 6L)
            return false;
        if (raw.Contains((byte)'\\'))
            return Decode(raw) == name;
        // Plain ASCII, as nearly every name is, has as many bytes as chars.
        return raw.Length == name.Length ? Ascii.Equals(raw, name) || Same(raw, name) : !Ascii.IsValid(raw) && Same(raw, name);
    }

    /// <summary>Whether the property's name is <paramref name="name"/>, a dot and more.</summary>
    public static bool NameGoesOn(JsonProperty property, string name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        // Dots are rare in names, and a dot may be written as an escape.
        if (raw.Length <= name.Length || raw.IndexOfAny((byte)'.', (byte)'\\') < 0)
            return false;
        var full = Decode(raw);
        return full.Length > name.Length && full[name.Length] == '.' && full.StartsWith(name, StringComparison.Ordinal);
    }

    /// <summary>Decodes the inside of a JSON string.</summary>
    /// <param name="raw">The bytes between the quotes, as they stood in the text.</param>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(raw);
        var rented = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            return new string(rented.AsSpan(0, Unescape(raw, rented)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Decodes as <see cref="Decode(ReadOnlySpan{byte})"/> into <paramref name="buffer"/>, which holds as many chars as raw has bytes.</summary>
    /// <returns>The number of chars written.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> buffer) =>
        raw.Contains((byte)'\\') ? Unescape(raw, buffer) : Encoding.UTF8.GetChars(raw, buffer);

    private static bool Same(ReadOnlySpan<byte> raw, string name)
    {
        if (raw.Length > StackChars)
            return Encoding.UTF8.GetString(raw) == name;
        Span<char> chars = stackalloc char[StackChars];
        return chars[..Encoding.UTF8.GetChars(raw, chars)].SequenceEqual(name);
    }

    private static int Unescape(ReadOnlySpan<byte> raw, Span<char> buffer)
    {
        var written = 0;
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
                return written + Encoding.UTF8.GetChars(raw, buffer[written..]);
            written += Encoding.UTF8.GetChars(raw[..plain], buffer[written..]);
            raw = raw[(plain + 1)..];
            (var unit, var taken) = Escape(raw);
            buffer[written++] = unit;
            raw = raw[taken..];
        }
        return written;
    }

    // The parser has accepted the document, so what follows a backslash is one of JSON's nine escapes.
    private static (char Unit, int Taken) Escape(ReadOnlySpan<byte> raw) => (char)raw[0] switch
    {
        'b' => ('\b', 1),
        'f' => ('\f', 1),
        'n' => ('\n', 1),
        'r' => ('\r', 1),
        't' => ('\t', 1),
        'u' => ((char)ushort.Parse(raw.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), 5),
        var literal => (literal, 1),
    };
}
