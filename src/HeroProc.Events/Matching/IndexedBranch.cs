namespace HeroProc.Events.Matching;

/// <summary>A branch in the index, once for all triggers that have it.</summary>
internal sealed class IndexedBranch(Branch branch)
{
    public Branch Branch { get; } = branch;

    public HashSet<IndexedTrigger> Triggers { get; } = [];

    /// <summary>Where the leaf is that leads to this branch; null when the branch has no leaf.</summary>
    public FieldNode? Node { get; set; }

    /// <summary>The conditions of that leaf: the branch can match only when one of them holds.</summary>
    public List<IndexedCondition> Conditions { get; } = [];

    /// <summary>The call that last took it as a candidate.</summary>
    public long SeenAt { get; set; }
}
