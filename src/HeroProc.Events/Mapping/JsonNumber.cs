using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace HeroProc.Events.Mapping;

/// <summary>
/// A JSON number with every digit it was written with: <c>0.1</c> is a multiple of <c>0.01</c>, and <c>9007199254740993</c> is not
/// <c>9007199254740992</c>, which doubles cannot say.
/// </summary>
/// <param name="Sign">-1, 0 or 1.</param>
/// <param name="Digits">Without zeros at either end; empty for 0.</param>
/// <param name="Exponent">The power of ten of the last digit.</param>
internal readonly record struct JsonNumber(int Sign, string Digits, long Exponent) : IComparable<JsonNumber>
{
    // Beyond it a quotient has more digits than any number in a document of 1 MiB is worth.
    private const int MaxScale = 2000;

    /// <summary>Whether the value is whole, however it is written: <c>1.0</c> and <c>1e3</c> are.</summary>
    public bool IsInteger => Exponent >= 0;

    private long Magnitude => Digits.Length + Exponent;

    /// <summary>Reads an element of kind <see cref="JsonValueKind.Number"/>.</summary>
    public static JsonNumber Read(JsonElement element)
    {
        var text = element.GetRawText();
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = (e < 0 ? text : text[..e]).TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        var all = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var digits = all.TrimEnd('0');
        if (digits.Length == 0)
            return default(JsonNumber) with { Digits = "" };
        var exponent = (e < 0 ? 0 : Power(text.AsSpan(e + 1))) - fraction + (all.Length - digits.Length);
        return new(text[0] == '-' ? -1 : 1, digits.TrimStart('0'), exponent);
    }

    public int CompareTo(JsonNumber other)
    {
        if (Sign != other.Sign || Sign == 0)
            return Sign.CompareTo(other.Sign);
        var order = Magnitude != other.Magnitude ? Magnitude.CompareTo(other.Magnitude) : Math.Sign(string.CompareOrdinal(Digits, other.Digits));
        return order * Sign;
    }

    /// <summary>Whether the quotient is whole. A number too far from its divisor in size is said to be no multiple.</summary>
    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (Sign == 0)
            return true;
        var scale = Exponent - divisor.Exponent;
        if (Math.Abs(scale) > MaxScale || Digits.Length > MaxScale || divisor.Digits.Length > MaxScale)
            return false;
        var left = BigInteger.Parse(Digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, (int)Math.Max(scale, 0));
        var right = BigInteger.Parse(divisor.Digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, (int)Math.Max(-scale, 0));
        return (left % right).IsZero;
    }

    // An exponent of ten digits or more is as good as endless, and must not overflow the sums above.
    private static long Power(ReadOnlySpan<char> text)
    {
        var negative = text[0] == '-';
        var digits = text.TrimStart("+-").TrimStart('0');
        var power = digits.Length > 10 ? 10_000_000_000 : digits.IsEmpty ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);
        return negative ? -power : power;
    }
}
