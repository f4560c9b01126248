namespace HeroProc.Events.Matching;

/// <summary>
/// What one alternative of a pattern asks of one field and of what lies below it. The tree is built once, then frozen, and read by
/// many threads.
/// </summary>
/// <remarks>
/// Array consistency falls out of the shape: all that is asked below a field hangs on one node, and a node asks one object. Arrays
/// inside arrays are laid flat. A node's own leaves are asked of the scalars of the field, each leaf of any of them. Where nothing
/// below a node must be there, all its objects are asked, so that "absent" and "not" speak of every element.
/// Every value is visited at most once for each node whose path it lies on, so time is linear in the event.
/// </remarks>
internal sealed class BranchNode(string name)
{
    /// <summary>The field's name.</summary>
    public string Name { get; } = name;

    /// <summary>The fields below.</summary>
    public List<BranchNode> Children { get; } = [];

    /// <summary>For each leaf the conditions of which a scalar of the field must meet one.</summary>
    public List<IReadOnlyList<Condition>> Leaves { get; } = [];

    /// <summary>Whether the field must hold no scalar.</summary>
    public bool Absent { get; set; }

    /// <summary>Patterns an object of the field must not match: each a list of alternatives.</summary>
    public List<IReadOnlyList<Branch>> Nots { get; } = [];

    /// <summary>Whether a field must be there for this node to hold. Set by <see cref="Freeze"/>.</summary>
    public bool NeedsValue { get; private set; }

    private bool NeedsObject { get; set; }

    /// <summary>Works out what depends on the whole tree. To be called once, when the tree is built.</summary>
    public void Freeze()
    {
        foreach (var child in Children)
            child.Freeze();
        NeedsObject = Children.Exists(child => child.NeedsValue);
        NeedsValue = NeedsObject || Leaves.Count > 0;
    }

    /// <summary>Whether an object meets everything asked below the node.</summary>
    public bool Inside(FieldValue value)
    {
        foreach (var child in Children)
        {
            if (!child.HoldsIn(value, child.Name))
                return false;
        }
        foreach (var alternatives in Nots)
        {
            foreach (var alternative in alternatives)
            {
                if (alternative.Root.Inside(value))
                    return false;
            }
        }
        return true;
    }

    // A dot in a key is one more level, in the pattern and in the event alike: what is asked of a.b is met by {"a":{"b":1}} and by {"a.b":1}.
    private bool HoldsIn(FieldValue owner, string name)
    {
        var found = owner.TryFind(name, out var value, out var dotted);
        if (NeedsValue)
            return (found && Holds(value)) || (dotted && Leaves.Count == 0 && ChildrenHoldIn(owner, name));
        return (!found || Holds(value)) && (!dotted || ChildrenHoldIn(owner, name));
    }

    private bool ChildrenHoldIn(FieldValue owner, string name)
    {
        foreach (var child in Children)
        {
            if (!child.HoldsIn(owner, $"{name}.{child.Name}"))
                return false;
        }
        return true;
    }

    private bool Holds(FieldValue value)
    {
        foreach (var leaf in Leaves)
        {
            if (!AnyScalar(value, leaf))
                return false;
        }
        if (Absent && AnyScalar(value, null))
            return false;
        if (NeedsObject)
            return AnyObject(value, inside: true);
        return (Children.Count == 0 && Nots.Count == 0) || !AnyObject(value, inside: false);
    }

    private static bool AnyScalar(FieldValue value, IReadOnlyList<Condition>? conditions)
    {
        if (value.IsScalar)
            return conditions is null || Meets(value.ToScalar(), conditions);
        foreach (var element in value.Elements())
        {
            if (AnyScalar(FieldValue.Of(element), conditions))
                return true;
        }
        return false;
    }

    private static bool Meets(in Scalar scalar, IReadOnlyList<Condition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (condition.Matches(scalar))
                return true;
        }
        return false;
    }

    // Whether there is an object, however deep in arrays, for which Inside answers the given way.
    private bool AnyObject(FieldValue value, bool inside)
    {
        if (value.Kind == System.Text.Json.JsonValueKind.Object)
            return Inside(value) == inside;
        foreach (var element in value.Elements())
        {
            if (AnyObject(FieldValue.Of(element), inside))
                return true;
        }
        return false;
    }
}
