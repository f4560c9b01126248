using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>Reads the glob dialect of forge workflows: <c>* ** ? + [] \</c>.</summary>
internal static class GlobParser
{
    /// <summary>The steps of a glob, or what is wrong with it.</summary>
    public static (IReadOnlyList<GlobStep> Steps, string? Fault) Parse(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var steps = new List<GlobStep>();
        // Whether ? or + may follow: it repeats one character or one class, never a star or another quantifier.
        var repeatable = false;
        for (var i = 0; i < runes.Length;)
        {
            switch (runes[i].Value)
            {
                case '*':
                    i = Star(runes, i, steps);
                    repeatable = false;
                    continue;
                case '?' or '+' when i > 0:
                    if (!repeatable)
                        return ([], $"'{runes[i]}' at character {i} has no single character or [class] before it to repeat; write \\{runes[i]} for the character itself");
                    steps[^1] = runes[i].Value == '?' ? steps[^1] with { Skip = 1 } : steps[^1] with { Repeats = true };
                    repeatable = false;
                    i++;
                    continue;
                case '[':
                    var (end, ranges, fault) = Class(runes, i);
                    if (fault is not null)
                        return ([], fault);
                    steps.Add(new GlobStep(null, ranges));
                    i = end;
                    break;
                case '\\':
                    if (i + 1 == runes.Length)
                        return ([], "a backslash at the end escapes nothing; write \\\\ for a backslash");
                    steps.Add(new GlobStep(runes[i + 1], null));
                    i += 2;
                    break;
                default:
                    steps.Add(new GlobStep(runes[i], null));
                    i++;
                    break;
            }
            repeatable = true;
        }
        return (steps, null);
    }

    private static int Star(Rune[] runes, int i, List<GlobStep> steps)
    {
        if (i + 1 == runes.Length || runes[i + 1].Value != '*')
        {
            steps.Add(GlobStep.AnyButSlash);
            return i + 1;
        }
        if (i + 2 == runes.Length || runes[i + 2].Value != '/')
        {
            steps.Add(GlobStep.Any);
            return i + 2;
        }
        // "**/" is any folder, or none: both steps are left out together.
        steps.Add(GlobStep.Any with { Skip = 2 });
        steps.Add(new GlobStep(new Rune('/'), null, Grouped: true));
        return i + 3;
    }

    private static (int End, List<(Rune From, Rune To)> Ranges, string? Fault) Class(Rune[] runes, int start)
    {
        var ranges = new List<(Rune From, Rune To)>();
        var i = start + 1;
        for (; i < runes.Length && runes[i].Value != ']'; i++)
        {
            if (runes[i].Value != '-')
            {
                ranges.Add((runes[i], runes[i]));
                continue;
            }
            if (i == start + 1 || i + 1 == runes.Length || ranges[^1].From != ranges[^1].To || !IsRange(runes[i - 1], runes[i + 1]))
                return (0, ranges, $"the range at character {i} is none: ranges run upwards inside a-z, A-Z or 0-9");
            ranges[^1] = (runes[i - 1], runes[++i]);
        }
        if (i == runes.Length)
            return (0, ranges, $"the [ at character {start} is never closed");
        return ranges.Count == 0 ? (0, ranges, $"the class at character {start} is empty") : (i + 1, ranges, null);
    }

    private static bool IsRange(Rune from, Rune to) =>
        from <= to && (Within(from, to, 'a', 'z') || Within(from, to, 'A', 'Z') || Within(from, to, '0', '9'));

    private static bool Within(Rune from, Rune to, char low, char high) => from.Value >= low && to.Value <= high;
}
