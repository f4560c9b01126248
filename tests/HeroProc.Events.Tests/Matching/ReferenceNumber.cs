using System.Globalization;
using System.Numerics;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Compares JSON numbers by writing both out as whole numbers of one unit.</summary>
internal static class ReferenceNumber
{
    public static int Compare(string left, string right)
    {
        var (leftDigits, leftExponent) = Split(left);
        var (rightDigits, rightExponent) = Split(right);
        if (leftDigits.IsZero || rightDigits.IsZero || leftDigits.Sign != rightDigits.Sign)
            return leftDigits.Sign.CompareTo(rightDigits.Sign);
        // Too far apart to write out: then the one with the higher leading digit is further from zero.
        var leftTop = leftExponent + Digits(leftDigits);
        var rightTop = rightExponent + Digits(rightDigits);
        if (leftTop != rightTop)
            return leftTop.CompareTo(rightTop) * leftDigits.Sign;
        var unit = BigInteger.Min(leftExponent, rightExponent);
        return (leftDigits * BigInteger.Pow(10, (int)(leftExponent - unit))).CompareTo(rightDigits * BigInteger.Pow(10, (int)(rightExponent - unit)));
    }

    private static (BigInteger Digits, BigInteger Exponent) Split(string text)
    {
        var parts = text.Split('e', 'E');
        var exponent = parts.Length == 2 ? BigInteger.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
            exponent -= parts[0].Length - point - 1;
        return (BigInteger.Parse(parts[0].Replace(".", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), exponent);
    }

    private static int Digits(BigInteger value) => BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).Length;
}
