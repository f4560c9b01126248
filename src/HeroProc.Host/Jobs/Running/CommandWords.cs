using System.Text;

namespace HeroProc.Host.Jobs.Running;

/// <summary>
/// Splits the script of an <c>exec</c> action into words: blanks and line ends part them, single quotes keep everything, double quotes
/// keep everything but <c>\"</c> and <c>\\</c>, a backslash outside keeps the next character. Nothing else has a meaning: no variables, no
/// wildcards, no pipes.
/// </summary>
internal static class CommandWords
{
    /// <summary>The words, or null with the reason.</summary>
    public static IReadOnlyList<string>? Split(string text, out string? fault)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && c is ' ' or '\t' or '\n' or '\r')
            {
                Close();
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
                inWord = true;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (c == '\\' && quote != '\'' && (quote == '\0' || (i + 1 < text.Length && text[i + 1] is '"' or '\\')))
            {
                if (i + 1 == text.Length)
                {
                    fault = "ends with a backslash that keeps nothing";
                    return null;
                }

                word.Append(text[++i]);
                inWord = true;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (quote != '\0')
        {
            fault = $"opens a quote ({quote}) that is never closed";
            return null;
        }

        Close();
        fault = words.Count == 0 || words[0].Length == 0 ? "names no program" : null;
        return fault is null ? words : null;

        void Close()
        {
            if (inWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            inWord = false;
        }
    }
}
