namespace HeroProc.Events.Matching;

/// <summary>Collects the branches that conditions lead to, each once a call.</summary>
internal static class Candidates
{
    public static void Add(HashSet<IndexedCondition> conditions, in Scalar value, long serial, List<IndexedBranch> candidates)
    {
        foreach (var condition in conditions)
            Add(condition, value, serial, candidates);
    }

    public static void Add(IndexedCondition indexed, in Scalar value, long serial, List<IndexedBranch> candidates)
    {
        if (indexed.HeldAt == serial || !indexed.Condition.Matches(value))
            return;
        indexed.HeldAt = serial;
        foreach (var branch in indexed.Branches)
        {
            if (branch.SeenAt == serial)
                continue;
            branch.SeenAt = serial;
            candidates.Add(branch);
        }
    }
}
