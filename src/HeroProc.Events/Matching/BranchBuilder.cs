namespace HeroProc.Events.Matching;

/// <summary>Lays the terms of one alternative out as a tree of fields.</summary>
internal static class BranchBuilder
{
    public static Branch Build(IReadOnlyList<Term> terms)
    {
        var root = new BranchNode("");
        var leaves = new List<BranchLeaf>();
        foreach (var term in terms)
        {
            var node = NodeAt(root, term.Field);
            if (term.Conditions is { } conditions)
            {
                node.Leaves.Add(conditions);
                leaves.Add(new BranchLeaf(term.Field, conditions));
            }
            else if (term.Not is { } not)
            {
                node.Nots.Add(not);
            }
            else
            {
                node.Absent = true;
            }
        }
        root.Freeze();
        var key = string.Concat(terms.Select(term => term.Key).Order(StringComparer.Ordinal).Select(part => $"{part.Length}:{part}"));
        return new Branch(root, leaves, key) { IsSingleLeaf = terms is [{ Conditions: not null }] };
    }

    private static BranchNode NodeAt(BranchNode node, IReadOnlyList<string> field)
    {
        foreach (var name in field)
        {
            var child = node.Children.Find(existing => existing.Name == name);
            if (child is null)
            {
                child = new BranchNode(name);
                node.Children.Add(child);
            }
            node = child;
        }
        return node;
    }
}
