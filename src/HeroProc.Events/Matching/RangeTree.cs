namespace HeroProc.Events.Matching;

/// <summary>
/// The numeric ranges of one field: a search tree by lower bound in which every node knows the highest upper bound below it, so that
/// asking a number visits the ranges that hold it and few others. A treap: its shape depends on hashes alone, so no order of changes
/// makes it deep.
/// </summary>
internal sealed class RangeTree
{
    private Node? _root;
    private ulong _made;

    /// <summary>Adds a range.</summary>
    public void Add(NumericRange range, IndexedCondition condition)
    {
        var node = new Node(range, condition, Scatter(++_made));
        var (left, right) = Split(_root, range, condition.Condition.Key);
        _root = Merge(Merge(left, node), right);
    }

    /// <summary>Removes a range added with the same condition.</summary>
    public void Remove(NumericRange range, IndexedCondition condition) => _root = Without(_root, range, condition.Condition.Key);

    /// <summary>Hands on the conditions whose range holds the number.</summary>
    public void Ask(in Scalar value, long serial, List<IndexedBranch> candidates) => Ask(_root, value, serial, candidates);

    private static void Ask(Node? node, in Scalar value, long serial, List<IndexedBranch> candidates)
    {
        while (node is not null && !node.EndsBelow(value.Number))
        {
            Ask(node.Left, value, serial, candidates);
            // Everything to the right begins no lower than this node.
            if (node.Range.Low is { } low && low > value.Number)
                return;
            Candidates.Add(node.Condition, value, serial, candidates);
            node = node.Right;
        }
    }

    private static Node? Without(Node? node, NumericRange range, string key)
    {
        if (node is null)
            return null;
        var order = Compare(node, range, key);
        if (order == 0)
            return Merge(node.Left, node.Right);
        if (order < 0)
            node.Right = Without(node.Right, range, key);
        else
            node.Left = Without(node.Left, range, key);
        node.Update();
        return node;
    }

    private static (Node? Less, Node? More) Split(Node? node, NumericRange range, string key)
    {
        if (node is null)
            return (null, null);
        if (Compare(node, range, key) < 0)
        {
            (node.Right, var more) = Split(node.Right, range, key);
            node.Update();
            return (node, more);
        }
        (var less, node.Left) = Split(node.Left, range, key);
        node.Update();
        return (less, node);
    }

    private static Node? Merge(Node? left, Node? right)
    {
        if (left is null || right is null)
            return left ?? right;
        if (left.Priority > right.Priority)
        {
            left.Right = Merge(left.Right, right);
            left.Update();
            return left;
        }
        right.Left = Merge(left, right.Left);
        right.Update();
        return right;
    }

    // By lower bound, none being the lowest, then by the condition's identity.
    private static int Compare(Node node, NumericRange range, string key)
    {
        var order = Nullable.Compare(node.Range.Low, range.Low);
        return order != 0 ? order : string.CompareOrdinal(node.Condition.Condition.Key, key);
    }

    // A finishing mix of bits: consecutive numbers come out far apart, and the same on every run.
    private static ulong Scatter(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
        number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
        return number ^ (number >> 31);
    }

    private sealed class Node
    {
        public Node(NumericRange range, IndexedCondition condition, ulong priority)
        {
            (Range, Condition, Priority) = (range, condition, priority);
            Update();
        }

        public NumericRange Range { get; }

        public IndexedCondition Condition { get; }

        public ulong Priority { get; }

        public Node? Left { get; set; }

        public Node? Right { get; set; }

        // Of this node and all below; null when one of them has no upper bound.
        private JsonNumber? Highest { get; set; }

        public bool EndsBelow(JsonNumber value) => Highest is { } highest && highest < value;

        public void Update()
        {
            Highest = Range.High;
            Raise(Left);
            Raise(Right);
        }

        private void Raise(Node? child)
        {
            if (child is null || Highest is not { } highest)
                return;
            if (child.Highest is not { } other || other > highest)
                Highest = child.Highest;
        }
    }
}
