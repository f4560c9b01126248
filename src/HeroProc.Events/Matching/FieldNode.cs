using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>A field some branch is looked up by, or one on the way to it.</summary>
internal sealed class FieldNode(FieldNode? parent, string name)
{
    private readonly Dictionary<string, FieldNode> _children = new(StringComparer.Ordinal);

    // The lengths of all names there ever were below, in bytes, as bits; one that is gone costs a lookup, no more.
    private ulong _lengths;

    public FieldNode? Parent { get; } = parent;

    /// <summary>The conditions asked of the field's values.</summary>
    public ConditionIndex Conditions { get; } = new();

    /// <summary>Whether there is nothing below.</summary>
    public bool IsLeaf => _children.Count == 0;

    /// <summary>The object in which the field was last seen, and where its value was put; lets the last of several win.</summary>
    public (long Object, int Position) Seen { get; set; }

    /// <summary>
    /// Whether a field of this raw name may be below. Most fields of an event are nobody's business, and their length says so before
    /// anything is decoded.
    /// </summary>
    /// <param name="raw">The name as it stands in the JSON text.</param>
    public bool MayHold(ReadOnlySpan<byte> raw) =>
        (_lengths & LengthBit(raw.Length)) != 0 || (_children.Count > 0 && raw.IndexOfAny((byte)'.', (byte)'\\') >= 0);

    /// <summary>A field below by its name, which may hold dots.</summary>
    public FieldNode? Find(ReadOnlySpan<char> name)
    {
        if (_children.Count == 0)
            return null;
        if (_children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var child))
            return child;
        var dot = name.IndexOf('.');
        if (dot < 0 || !_children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..dot], out child))
            return null;
        return child.Find(name[(dot + 1)..]);
    }

    /// <summary>The node of a field, made where it is missing.</summary>
    public FieldNode Ensure(IReadOnlyList<string> field)
    {
        var node = this;
        foreach (var part in field)
        {
            if (!node._children.TryGetValue(part, out var child))
            {
                node._children.Add(part, child = new FieldNode(node, part));
                node._lengths |= LengthBit(Encoding.UTF8.GetByteCount(part));
            }
            node = child;
        }
        return node;
    }

    /// <summary>The node of a field, if there is one.</summary>
    public FieldNode? Find(IReadOnlyList<string> field)
    {
        var node = this;
        foreach (var part in field)
        {
            if (!node._children.TryGetValue(part, out var child))
                return null;
            node = child;
        }
        return node;
    }

    /// <summary>Takes the node and its parents out, as far up as nothing else needs them.</summary>
    public void Prune()
    {
        for (var node = this; node is { Parent: { } above, IsLeaf: true } && node.Conditions.IsEmpty; node = above)
            above._children.Remove(node.Name);
    }

    private string Name { get; } = name;

    private static ulong LengthBit(int length) => 1UL << Math.Min(length, 63);
}
