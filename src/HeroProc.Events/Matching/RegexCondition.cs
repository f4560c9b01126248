using System.Text.RegularExpressions;

namespace HeroProc.Events.Matching;

/// <summary>A regular expression found anywhere in the text, run without backtracking: its time is linear in the length of the text.</summary>
internal sealed class RegexCondition : Condition
{
    private readonly Regex _regex;

    private RegexCondition(Regex regex)
        : base("~" + regex) => _regex = regex;

    /// <summary>Compiles an expression.</summary>
    /// <returns>The condition, or what is wrong with the text.</returns>
    public static (Condition? Condition, string? Fault) Parse(string text)
    {
        if (RegexSize.Of(text) > PatternLimits.RegexSize)
            return (null, $"the expression unfolds to more than {PatternLimits.RegexSize} steps; use smaller repetition counts");
        try
        {
            return (new RegexCondition(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)), null);
        }
        catch (NotSupportedException)
        {
            // The one way the framework says a construct needs backtracking, or that the automaton would be too large.
            return (null, "the expression needs backtracking (look-around, back-reference, atomic group, condition) or is too large to run in linear time");
        }
        catch (RegexParseException fault)
        {
            return (null, $"not a regular expression: {fault.Error} at character {fault.Offset}");
        }
    }

    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => value.Text is { } text && _regex.IsMatch(text);
}
