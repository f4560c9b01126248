namespace HeroProc.Events.Matching;

/// <summary>
/// The conditions of one field. Those with an anchor are found by looking the value up; the rest are asked one by one, each once a
/// value however many branches share it.
/// </summary>
internal sealed class ConditionIndex
{
    private readonly Dictionary<string, IndexedCondition> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<Anchor, HashSet<IndexedCondition>> _literals = [];
    private readonly Dictionary<JsonNumber, HashSet<IndexedCondition>> _numbers = [];
    private readonly TextAnchors[] _texts =
    [
        new(AnchorKind.Text, StringComparer.Ordinal),
        new(AnchorKind.TextIgnoreCase, StringComparer.OrdinalIgnoreCase),
        new(AnchorKind.Head, StringComparer.Ordinal),
        new(AnchorKind.Tail, StringComparer.Ordinal),
        new(AnchorKind.HeadIgnoreCase, StringComparer.OrdinalIgnoreCase),
        new(AnchorKind.TailIgnoreCase, StringComparer.OrdinalIgnoreCase),
    ];

    private readonly RangeTree _ranges = new();
    private readonly HashSet<IndexedCondition> _unanchored = [];

    /// <summary>Whether there is no condition.</summary>
    public bool IsEmpty => _byKey.Count == 0;

    /// <summary>How many branches are looked up by a condition like this one.</summary>
    public int Sharing(Condition condition) => _byKey.TryGetValue(condition.Key, out var found) ? found.Branches.Count : 0;

    /// <summary>Leads a condition to a branch.</summary>
    public void Add(Condition condition, IndexedBranch branch)
    {
        if (!_byKey.TryGetValue(condition.Key, out var indexed))
        {
            _byKey.Add(condition.Key, indexed = new IndexedCondition(condition));
            Place(indexed);
        }
        // A list may hold one value twice.
        if (indexed.Branches.Add(branch))
            branch.Conditions.Add(indexed);
    }

    /// <summary>Undoes <see cref="Add"/>.</summary>
    public void Remove(IndexedCondition indexed, IndexedBranch branch)
    {
        indexed.Branches.Remove(branch);
        if (indexed.Branches.Count > 0)
            return;
        _byKey.Remove(indexed.Condition.Key);
        Displace(indexed);
    }

    /// <summary>Hands on every condition the value meets that has not held before in this call.</summary>
    public void Ask(in Scalar value, long serial, List<IndexedBranch> candidates)
    {
        if (value.Text is { } text)
        {
            foreach (var anchors in _texts)
                anchors.Ask(text, value, serial, candidates);
        }
        else if (value.Kind == System.Text.Json.JsonValueKind.Number)
        {
            if (_numbers.Count > 0 && _numbers.TryGetValue(value.Number, out var found))
                Candidates.Add(found, value, serial, candidates);
            _ranges.Ask(value, serial, candidates);
        }
        else if (_literals.Count > 0 && _literals.TryGetValue(new Anchor(AnchorKind.Literal, Literal: value.Kind), out var found))
        {
            Candidates.Add(found, value, serial, candidates);
        }
        foreach (var condition in _unanchored)
            Candidates.Add(condition, value, serial, candidates);
    }

    private void Place(IndexedCondition indexed)
    {
        if (indexed.Condition is NumericCondition numeric)
            _ranges.Add(numeric.Range, indexed);
        else if (indexed.Condition.Anchors.Count == 0)
            _unanchored.Add(indexed);
        foreach (var anchor in indexed.Condition.Anchors)
        {
            if (anchor.Kind == AnchorKind.Number)
                Buckets.Add(_numbers, anchor.Number, indexed);
            else if (anchor.Kind == AnchorKind.Literal)
                Buckets.Add(_literals, anchor, indexed);
            else
                Array.Find(_texts, texts => texts.Kind == anchor.Kind)!.Add(anchor.Text, indexed);
        }
    }

    private void Displace(IndexedCondition indexed)
    {
        if (indexed.Condition is NumericCondition numeric)
            _ranges.Remove(numeric.Range, indexed);
        else if (indexed.Condition.Anchors.Count == 0)
            _unanchored.Remove(indexed);
        foreach (var anchor in indexed.Condition.Anchors)
        {
            if (anchor.Kind == AnchorKind.Number)
                Buckets.Remove(_numbers, anchor.Number, indexed);
            else if (anchor.Kind == AnchorKind.Literal)
                Buckets.Remove(_literals, anchor, indexed);
            else
                Array.Find(_texts, texts => texts.Kind == anchor.Kind)!.Remove(anchor.Text, indexed);
        }
    }
}
