namespace HeroProc.Events.Matching;

/// <summary>
/// Chooses the leaf a branch is looked up by. A rare value is the best, and what is rare shows in the index itself: a condition that
/// already leads to many branches is common. So ten thousand triggers of one type and one repository each hang on the repository.
/// </summary>
internal static class LeafChoice
{
    /// <summary>The leaf to use; null when the branch has none.</summary>
    /// <param name="branch">The branch to be added.</param>
    /// <param name="root">The fields in use now.</param>
    public static BranchLeaf? Best(Branch branch, FieldNode root)
    {
        BranchLeaf? best = null;
        var lowest = long.MaxValue;
        foreach (var leaf in branch.Leaves)
        {
            var node = root.Find(leaf.Field);
            var cost = leaf.Conditions.Sum(condition => Weight(condition) + (node?.Conditions.Sharing(condition) ?? 0));
            if (cost < lowest)
                (best, lowest) = (leaf, cost);
        }
        return best;
    }

    // In branches asked for nothing: how many it is worth to share a lookup with, rather than use this kind of condition.
    private static long Weight(Condition condition) => condition switch
    {
        AnythingButCondition or PresentCondition => 4000,
        NumericCondition => 20,
        { Anchors.Count: 0 } => 1000,
        _ => condition.Anchors.Max(anchor => anchor.Kind switch
        {
            AnchorKind.Text or AnchorKind.TextIgnoreCase or AnchorKind.Number => 0L,
            AnchorKind.Literal => 10,
            _ => 2,
        }),
    };
}
