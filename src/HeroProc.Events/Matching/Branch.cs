namespace HeroProc.Events.Matching;

/// <summary>
/// One alternative of a pattern: everything in it must hold. A pattern without <c>$or</c> is one branch. Where two parts of it ask
/// about one array of objects, one element must answer both, wherever in the pattern they stand.
/// </summary>
/// <param name="root">The tree of what is asked, its root being the view or the object a <c>$not</c> stands in.</param>
/// <param name="leaves">Every leaf that must be met, by field from the root.</param>
/// <param name="key">Identity by meaning.</param>
internal sealed class Branch(BranchNode root, IReadOnlyList<BranchLeaf> leaves, string key)
{
    public BranchNode Root { get; } = root;

    /// <summary>Necessary each, not sufficient together. Empty when the branch asks only for what must not be.</summary>
    public IReadOnlyList<BranchLeaf> Leaves { get; } = leaves;

    /// <summary>Two branches with one key match the same events.</summary>
    public string Key { get; } = key;

    /// <summary>Whether the only thing asked is one leaf, so that meeting it anywhere in the event is matching.</summary>
    public bool IsSingleLeaf { get; init; }
}

/// <summary>A leaf of a branch.</summary>
/// <param name="Field">The field, from the branch's root.</param>
/// <param name="Conditions">The conditions of which one must hold.</param>
internal sealed record BranchLeaf(IReadOnlyList<string> Field, IReadOnlyList<Condition> Conditions);
