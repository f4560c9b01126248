using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>
/// A JSON number by its exact decimal value: <c>1e2</c>, <c>100</c> and <c>100.0</c> are one number, and two numbers that differ in
/// the fortieth digit are two. Nothing is rounded through a double, so no account number or hash of digits matches its neighbour.
/// </summary>
/// <remarks>
/// The value is <c>sign × 0.HEADTAIL × 10^scale</c>: the first 19 digits left-aligned in an integer, the rest, seldom any, as text
/// without trailing zeros. Equal values therefore have equal parts, and order is order of the parts.
/// </remarks>
internal readonly struct JsonNumber : IEquatable<JsonNumber>, IComparable<JsonNumber>
{
    private const int HeadDigits = 19;

    /// <summary>Where an exponent stops being read: both far past anything a pattern may hold and safe to add to a length.</summary>
    private const long ExponentCap = 1_000_000_000_000_000;

    private readonly sbyte _sign;
    private readonly long _scale;
    private readonly ulong _head;
    private readonly string? _tail;

    private JsonNumber(sbyte sign, long scale, ulong head, string? tail) => (_sign, _scale, _head, _tail) = (sign, scale, head, tail);

    /// <summary>The power of ten just above the number; 0 for zero.</summary>
    public long Scale => _scale;

    public static bool operator ==(JsonNumber left, JsonNumber right) => left.Equals(right);

    public static bool operator !=(JsonNumber left, JsonNumber right) => !left.Equals(right);

    public static bool operator <(JsonNumber left, JsonNumber right) => left.CompareTo(right) < 0;

    public static bool operator >(JsonNumber left, JsonNumber right) => left.CompareTo(right) > 0;

    public static bool operator <=(JsonNumber left, JsonNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >=(JsonNumber left, JsonNumber right) => left.CompareTo(right) >= 0;

    /// <summary>The number with this value.</summary>
    public static JsonNumber From(ulong value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var written);
        return Parse(text[..written]);
    }

    /// <summary>Reads a number.</summary>
    /// <param name="text">A JSON number, as a JSON parser accepted it. Its length is the only cost.</param>
    public static JsonNumber Parse(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        if (negative)
            text = text[1..];
        long exponent = 0;
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            exponent = Exponent(text[(e + 1)..]);
            text = text[..e];
        }
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];

        var zeros = LeadingZeros(whole);
        whole = whole[zeros..];
        var scale = exponent + whole.Length;
        if (whole.IsEmpty)
        {
            zeros = LeadingZeros(fraction);
            fraction = fraction[zeros..];
            scale = exponent - zeros;
        }
        fraction = fraction.TrimEnd((byte)'0');
        if (fraction.IsEmpty)
            whole = whole.TrimEnd((byte)'0');
        if (whole.IsEmpty && fraction.IsEmpty)
            return default;
        return Build((sbyte)(negative ? -1 : 1), scale, whole, fraction);
    }

    /// <inheritdoc/>
    public int CompareTo(JsonNumber other)
    {
        if (_sign != other._sign)
            return _sign.CompareTo(other._sign);
        var magnitude = _scale.CompareTo(other._scale);
        if (magnitude == 0)
            magnitude = _head.CompareTo(other._head);
        if (magnitude == 0)
            magnitude = string.CompareOrdinal(_tail ?? "", other._tail ?? "");
        return _sign < 0 ? -magnitude : magnitude;
    }

    /// <inheritdoc/>
    public bool Equals(JsonNumber other) =>
        _sign == other._sign && _scale == other._scale && _head == other._head && _tail == other._tail;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JsonNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_sign, _scale, _head, _tail);

    /// <summary>One text for one value, whatever way the number was written.</summary>
    public override string ToString() => _sign == 0
        ? "0"
        : string.Create(CultureInfo.InvariantCulture, $"{(_sign < 0 ? "-" : "")}0.{_head:D19}{_tail}e{_scale}");

    private static JsonNumber Build(sbyte sign, long scale, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        ulong head = 0;
        var taken = 0;
        Take(ref whole, ref head, ref taken);
        Take(ref fraction, ref head, ref taken);
        for (var i = taken; i < HeadDigits; i++)
            head *= 10;
        var tail = whole.IsEmpty && fraction.IsEmpty ? null : Encoding.ASCII.GetString(whole) + Encoding.ASCII.GetString(fraction);
        return new JsonNumber(sign, scale, head, tail);
    }

    private static void Take(ref ReadOnlySpan<byte> digits, ref ulong head, ref int taken)
    {
        var count = Math.Min(digits.Length, HeadDigits - taken);
        foreach (var digit in digits[..count])
            head = (head * 10) + (uint)(digit - '0');
        digits = digits[count..];
        taken += count;
    }

    private static int LeadingZeros(ReadOnlySpan<byte> digits)
    {
        var significant = digits.IndexOfAnyExcept((byte)'0');
        return significant < 0 ? digits.Length : significant;
    }

    private static long Exponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        long value = 0;
        foreach (var digit in text)
            value = Math.Min((value * 10) + (digit - '0'), ExponentCap);
        return negative ? -value : value;
    }
}
