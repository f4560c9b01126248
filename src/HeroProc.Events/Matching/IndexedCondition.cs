namespace HeroProc.Events.Matching;

/// <summary>A condition of a field in the index, once for all branches it leads to.</summary>
internal sealed class IndexedCondition(Condition condition)
{
    public Condition Condition { get; } = condition;

    public HashSet<IndexedBranch> Branches { get; } = [];

    /// <summary>The call in which it last held: other values of the field need not ask it again.</summary>
    public long HeldAt { get; set; }
}
