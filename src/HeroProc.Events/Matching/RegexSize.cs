using System.Globalization;

namespace HeroProc.Events.Matching;

/// <summary>
/// How large a regular expression gets once its counted repetitions are written out: <c>(a{100}){100}</c> is 10,000 steps in fourteen
/// characters. An automaton costs at most its size for every character of the text, so the size has to be bounded.
/// </summary>
internal static class RegexSize
{
    /// <summary>An upper bound of the size; <see cref="long.MaxValue"/> when it is past counting.</summary>
    public static long Of(string expression)
    {
        // Sizes of the open groups, and the size of what a quantifier would repeat.
        var groups = new Stack<long>();
        long size = 0, last = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '(':
                    groups.Push(size);
                    (size, last) = (0, 0);
                    break;
                case ')' when groups.Count > 0:
                    last = size + 1;
                    size = Sum(groups.Pop(), last);
                    break;
                case '{' when Count(expression, ref i) is { } count:
                    size = Sum(size - last, last = Product(last, count));
                    break;
                case '[':
                    i = EndOfClass(expression, i);
                    size = Sum(size, last = 1);
                    break;
                case '\\':
                    i++;
                    size = Sum(size, last = 1);
                    break;
                default:
                    size = Sum(size, last = 1);
                    break;
            }
        }
        return size;
    }

    // "{3}", "{3,}", "{3,7}"; anything else in braces is literal text and the index stays.
    private static long? Count(string expression, ref int index)
    {
        var end = expression.IndexOf('}', index);
        if (end < 0)
            return null;
        var inside = expression[(index + 1)..end].Split(',');
        if (inside.Length > 2 || !TryNumber(inside[0], out var count))
            return null;
        if (inside.Length == 2 && inside[1].Length > 0)
        {
            if (!TryNumber(inside[1], out var most))
                return null;
            count = Math.Max(count, most);
        }
        index = end;
        return Math.Max(count, 1);
    }

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        // A count of ten digits and more is refused for its size, whatever it is.
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            number = long.MaxValue;
        return true;
    }

    private static int EndOfClass(string expression, int index)
    {
        // A bracket right after the opening one (or its ^) is a member of the class, not its end.
        var i = index + 1;
        if (i < expression.Length && expression[i] == '^')
            i++;
        for (i++; i < expression.Length && expression[i] != ']'; i++)
        {
            if (expression[i] == '\\')
                i++;
        }
        return i;
    }

    private static long Sum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private static long Product(long left, long right) => left != 0 && right > long.MaxValue / left ? long.MaxValue : left * right;
}
