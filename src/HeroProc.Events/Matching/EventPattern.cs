using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>
/// A compiled filter. Immutable and thread-safe; asks nothing but the view it is given, and answers for every view: a pattern that was
/// accepted never fails when it runs.
/// </summary>
internal sealed class EventPattern
{
    private readonly AllClause _clause;

    private IReadOnlyList<IReadOnlyList<Branch>>? _tops;

    internal EventPattern(AllClause clause, IReadOnlyList<Branch> branches) => (_clause, Branches) = (clause, branches);

    /// <summary>The alternatives, of which one must match.</summary>
    internal IReadOnlyList<Branch> Branches { get; }

    /// <summary>Compiles a filter.</summary>
    /// <param name="pattern">The filter as JSON; not kept, so its document may be disposed afterwards.</param>
    /// <returns>The pattern, or every fault in it.</returns>
    public static PatternResult Compile(JsonElement pattern) => new PatternCompiler().Compile(pattern);

    /// <summary>Whether the event matches.</summary>
    public bool Matches(EventView view)
    {
        var value = FieldValue.Of(view);
        foreach (var branch in Branches)
        {
            if (branch.Root.Inside(value))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether exactly one clause at the top is false and at least one holds, as <see cref="Explanation.FalseClauses"/> counts them:
    /// asked without explaining, so cheap enough for every event.
    /// </summary>
    public bool IsNearMiss(EventView view)
    {
        var value = FieldValue.Of(view);
        var wrong = 0;
        // Unfolding a part gives no more than unfolding the whole, which was accepted. Twice at the same time gives the same.
        var tops = _tops ??= [.. Tops(_clause).Select(static top => BranchExpander.Expand(top)!)];
        foreach (var alternatives in tops)
        {
            if (!Holds(alternatives, value) && ++wrong > 1)
                return false;
        }
        return wrong == 1 && tops.Count > 1;
    }

    /// <summary>Says for every clause whether it holds, and why the whole does or does not.</summary>
    public Explanation Explain(EventView view) => new Explainer(view).Explain(_clause, Matches(view));

    private static bool Holds(IReadOnlyList<Branch> alternatives, in FieldValue value)
    {
        foreach (var branch in alternatives)
        {
            if (branch.Root.Inside(value))
                return true;
        }
        return false;
    }

    private static IEnumerable<Clause> Tops(Clause clause) =>
        clause is AllClause { IsGroup: false } fields ? fields.Parts.SelectMany(Tops) : [clause];
}
