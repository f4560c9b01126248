namespace HeroProc.Events.Matching;

/// <summary>Asks every clause of a pattern by itself. Made for people, not for speed. One instance explains one event.</summary>
internal sealed class Explainer(EventView view)
{
    private const string OneElement = "it holds for the array element the clauses beside it are met by";

    private readonly List<ExplainedClause> _clauses = [];
    private string? _reason;

    /// <summary>Explains a pattern.</summary>
    /// <param name="root">The whole pattern.</param>
    /// <param name="matched">What the compiled pattern answered.</param>
    public Explanation Explain(AllClause root, bool matched)
    {
        var wrong = root.Parts.Sum(part => Top(part, matched));
        if (!matched && wrong == 0)
            _reason = "every clause holds by itself, but those inside one array are met by different elements of it";
        return new Explanation(matched, _clauses, wrong, _reason);
    }

    // Objects nested by field name are one "and" with their parent, so their clauses count as clauses of the top.
    private int Top(Clause clause, bool matched)
    {
        if (clause is AllClause { IsGroup: false } fields)
            return fields.Parts.Sum(part => Top(part, matched));
        var at = _clauses.Count;
        if (Add(clause))
            return 0;
        if (!matched)
            return 1;
        // "Absent" and "not" speak of every element when asked by themselves, beside other clauses of the one element those are met
        // by. The whole pattern matched, so this clause holds.
        _clauses[at] = _clauses[at] with { Matched = true, Note = OneElement };
        return 0;
    }

    private bool Add(Clause clause)
    {
        switch (clause)
        {
            case LeafClause leaf:
                return AddLeaf(leaf);
            case AllClause { IsGroup: true } all:
                return AddGroup(all, "$and", all.Parts);
            case AllClause fields:
                // Every part is written down, also those behind a false one.
                return fields.Parts.Select(Add).ToList().TrueForAll(holds => holds);
            case AnyClause any:
                return AddGroup(any, any.Operator, any.Parts);
            case NoneClause none:
                return AddGroup(none, "$not", none.Part is AnyClause { Parts: var parts } ? parts : [none.Part]);
            default:
                throw new InvalidOperationException($"No such clause: {clause.GetType().Name}.");
        }
    }

    private bool AddGroup(Clause group, string name, IReadOnlyList<Clause> parts)
    {
        var holds = Holds(group);
        _clauses.Add(new ExplainedClause(group.Path, name, default, default, holds));
        foreach (var part in parts)
            Add(part);
        return holds;
    }

    private bool AddLeaf(LeafClause leaf)
    {
        var holds = Holds(leaf);
        var actual = ActualValue.Read(view, leaf.Field);
        string? note = null;
        if (holds && leaf.Otherwise is { } otherwise && !Holds(leaf with { Otherwise = null }))
        {
            note = otherwise.Reason;
            _reason ??= note;
        }
        _clauses.Add(new ExplainedClause(leaf.Path, leaf.Operator, leaf.Expected, actual, holds, note));
        return holds;
    }

    private bool Holds(Clause clause)
    {
        var value = FieldValue.Of(view);
        // A part never unfolds to more than the whole, which was accepted.
        return BranchExpander.Expand(clause)!.Any(branch => branch.Root.Inside(value));
    }
}
