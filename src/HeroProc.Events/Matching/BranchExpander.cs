namespace HeroProc.Events.Matching;

/// <summary>
/// Unfolds clauses into branches: every choice of every <c>$or</c> becomes an alternative of its own. Only so can two fields asked on
/// different sides of an <c>$or</c> be held to one element of an array.
/// </summary>
internal sealed class BranchExpander
{
    private int _conditions;

    private BranchExpander()
    {
    }

    /// <summary>The branches of a whole pattern, or null when it costs more than <see cref="PatternLimits"/> allow.</summary>
    public static IReadOnlyList<Branch>? Expand(Clause clause) => new BranchExpander().Branches(clause, 0);

    private List<Branch>? Branches(Clause clause, int scope)
    {
        if (Alternatives(clause, scope) is not { } alternatives)
            return null;
        var branches = new List<Branch>(alternatives.Count);
        foreach (var terms in alternatives)
        {
            _conditions += terms.Sum(term => term.Cost);
            if (_conditions > PatternLimits.Conditions)
                return null;
            branches.Add(BranchBuilder.Build(terms));
        }
        return branches;
    }

    private List<List<Term>>? Alternatives(Clause clause, int scope) => clause switch
    {
        LeafClause leaf => Leaf(leaf, scope),
        AllClause all => All(all.Parts, scope),
        AnyClause any => Any(any.Parts, scope),
        NoneClause none => None(none, scope),
        _ => throw new InvalidOperationException($"No such clause: {clause.GetType().Name}."),
    };

    private static List<List<Term>> Leaf(LeafClause leaf, int scope)
    {
        string[] field = [.. leaf.Field.Skip(scope)];
        var ways = new List<List<Term>>();
        if (leaf.Conditions.Count > 0)
            ways.Add([new Term(field, leaf.Conditions, null)]);
        if (leaf.OrAbsent)
            ways.Add([new Term(field, null, null)]);
        foreach (var required in leaf.OrAllOf)
            ways.Add([.. required.Select(condition => new Term(field, [condition], null))]);
        if (leaf.Otherwise is { } otherwise)
            ways.AddRange(Leaf(otherwise.Leaf, scope));
        return ways;
    }

    private List<List<Term>>? All(IReadOnlyList<Clause> parts, int scope)
    {
        var result = new List<List<Term>> { new() };
        foreach (var part in parts)
        {
            if (Alternatives(part, scope) is not { } ways || (long)result.Count * ways.Count > PatternLimits.Branches)
                return null;
            // The shape seen most: nothing to choose, so nothing to copy.
            if (ways.Count == 1)
                result.ForEach(terms => terms.AddRange(ways[0]));
            else
                result = [.. result.SelectMany(terms => ways, (terms, way) => (List<Term>)[.. terms, .. way])];
            if (result.Sum(terms => (long)terms.Count) > PatternLimits.Conditions)
                return null;
        }
        return result;
    }

    private List<List<Term>>? Any(IReadOnlyList<Clause> parts, int scope)
    {
        var result = new List<List<Term>>();
        foreach (var part in parts)
        {
            if (Alternatives(part, scope) is not { } ways)
                return null;
            result.AddRange(ways);
            if (result.Count > PatternLimits.Branches)
                return null;
        }
        return result;
    }

    private List<List<Term>>? None(NoneClause none, int scope)
    {
        // The inner pattern is a pattern of its own, asked of the object the $not stands in.
        if (Branches(none.Part, none.At.Count) is not { } inner)
            return null;
        return [[new Term([.. none.At.Skip(scope)], null, inner)]];
    }
}
