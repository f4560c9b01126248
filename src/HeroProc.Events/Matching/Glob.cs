using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>
/// One glob of the forge workflow dialect, as a small automaton: all positions it may be in are advanced together over the text, so no
/// text makes it try anything twice.
/// </summary>
internal sealed class Glob
{
    private readonly GlobStep[] _steps;

    private Glob(GlobStep[] steps, string? literal, string head, string tail) =>
        (_steps, Literal, Head, Tail) = (steps, literal, head, tail);

    /// <summary>The whole text, where the glob holds no pattern.</summary>
    public string? Literal { get; }

    /// <summary>What every matching text begins with.</summary>
    public string Head { get; }

    /// <summary>What every matching text ends with.</summary>
    public string Tail { get; }

    /// <summary>Compiles a glob without its leading <c>!</c>.</summary>
    /// <returns>The glob, or what is wrong with the text.</returns>
    public static (Glob? Glob, string? Fault) Parse(string text)
    {
        var (steps, fault) = GlobParser.Parse(text);
        if (fault is not null)
            return (null, fault);
        var head = Plain(steps);
        var tail = Plain(steps.Reverse());
        var literal = head.Count == steps.Count ? Text(head) : null;
        return (new Glob([.. steps], literal, Text(head), Text(Enumerable.Reverse(tail))), null);
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(ReadOnlySpan<Rune> text)
    {
        // A bit for each step the automaton may stand before, and one for the end.
        var words = (_steps.Length / 64) + 1;
        Span<ulong> now = stackalloc ulong[words];
        Span<ulong> next = stackalloc ulong[words];
        now.Clear();
        Enter(0, now);
        foreach (var rune in text)
        {
            next.Clear();
            var alive = false;
            for (var step = 0; step < _steps.Length; step++)
            {
                if (!Has(now, step) || !_steps[step].Takes(rune))
                    continue;
                alive = true;
                Enter(step + 1, next);
                // Back to the step itself, not past it: "**/" once begun has to reach its slash.
                if (_steps[step].Repeats)
                    next[step / 64] |= 1UL << (step % 64);
            }
            if (!alive)
                return false;
            next.CopyTo(now);
        }
        return Has(now, _steps.Length);
    }

    // To stand before a step that may be left out is to stand behind it too.
    private void Enter(int step, Span<ulong> states)
    {
        while (!Has(states, step))
        {
            states[step / 64] |= 1UL << (step % 64);
            if (step == _steps.Length || _steps[step].Skip == 0)
                return;
            step += _steps[step].Skip;
        }
    }

    private static bool Has(ReadOnlySpan<ulong> states, int step) => (states[step / 64] & (1UL << (step % 64))) != 0;

    private static List<Rune> Plain(IEnumerable<GlobStep> steps) =>
        [.. steps.TakeWhile(step => step is { Only: not null, Skip: 0, Repeats: false, Grouped: false }).Select(step => step.Only!.Value)];

    private static string Text(IEnumerable<Rune> runes) => string.Concat(runes.Select(rune => rune.ToString()));
}
