using System.Globalization;
using System.Text;

namespace HeroProc.Host.Hosting;

/// <summary>Keeps text on one line of a terminal or log.</summary>
internal static class OneLine
{
    /// <summary>Writes control characters, line separators and direction marks as <c>\n</c>, <c>\t</c> or <c>\uXXXX</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = (character, IsUnsafe(character)) switch
            {
                (_, false) => escaped.Append(character),
                ('\n', _) => escaped.Append("\\n"),
                ('\r', _) => escaped.Append("\\r"),
                ('\t', _) => escaped.Append("\\t"),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
            };
        }

        return escaped.ToString();
    }

    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
