using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>
/// The triggers of one source. Every branch hangs on one leaf it needs, chosen when it is added as the one that leads to the fewest
/// other branches; an event is walked once along the fields in use, and only branches whose leaf was met are asked in full.
/// </summary>
/// <remarks>Not thread-safe; <see cref="TriggerIndex"/> holds its lock around every call.</remarks>
internal sealed class SourceIndex
{
    private const int StackChars = 256;

    private readonly FieldNode _root = new(null, "");
    private readonly Dictionary<string, IndexedBranch> _branches = new(StringComparer.Ordinal);
    private readonly HashSet<IndexedTrigger> _unfiltered = [];

    // Branches that ask only for what must not be: nothing an event holds leads to them.
    private readonly HashSet<IndexedBranch> _leafless = [];

    private readonly List<IndexedBranch> _candidates = [];
    private readonly List<(FieldNode Node, JsonElement Value)> _fields = [];
    private long _objects;
    private long _serial;

    /// <summary>Whether there is no trigger, and no field left over from one.</summary>
    public bool IsClean => _unfiltered.Count == 0 && _branches.Count == 0 && _leafless.Count == 0 && _root.IsLeaf;

    public void Add(IndexedTrigger trigger)
    {
        if (trigger.Pattern is null)
            _unfiltered.Add(trigger);
        foreach (var branch in trigger.Pattern?.Branches ?? [])
        {
            if (!_branches.TryGetValue(branch.Key, out var indexed))
            {
                _branches.Add(branch.Key, indexed = new IndexedBranch(branch));
                Place(indexed);
            }
            indexed.Triggers.Add(trigger);
        }
    }

    public void Remove(IndexedTrigger trigger)
    {
        _unfiltered.Remove(trigger);
        foreach (var branch in trigger.Pattern?.Branches ?? [])
        {
            // Two branches of one pattern may be the same, then the first round has removed both.
            if (!_branches.TryGetValue(branch.Key, out var indexed) || !indexed.Triggers.Remove(trigger) || indexed.Triggers.Count > 0)
                continue;
            _branches.Remove(branch.Key);
            Displace(indexed);
        }
    }

    /// <summary>Adds the ids of the triggers the event matches.</summary>
    /// <param name="view">The event.</param>
    /// <param name="serial">The number of this call, never used before.</param>
    /// <param name="matched">Where the ids go, each once, in no order.</param>
    public void Match(EventView view, long serial, List<string> matched)
    {
        _serial = serial;
        foreach (var trigger in _unfiltered)
            matched.Add(trigger.Id);
        _candidates.Clear();
        _fields.Clear();
        Walk(view);
        var value = FieldValue.Of(view);
        foreach (var indexed in _candidates)
        {
            if (indexed.Branch.IsSingleLeaf || indexed.Branch.Root.Inside(value))
                Report(indexed, matched);
        }
        foreach (var indexed in _leafless)
        {
            if (indexed.Branch.Root.Inside(value))
                Report(indexed, matched);
        }
    }

    private void Report(IndexedBranch indexed, List<string> matched)
    {
        foreach (var trigger in indexed.Triggers)
        {
            if (trigger.FoundAt == _serial)
                continue;
            trigger.FoundAt = _serial;
            matched.Add(trigger.Id);
        }
    }

    private void Place(IndexedBranch indexed)
    {
        if (LeafChoice.Best(indexed.Branch, _root) is not { } leaf)
        {
            _leafless.Add(indexed);
            return;
        }
        indexed.Node = _root.Ensure(leaf.Field);
        foreach (var condition in leaf.Conditions)
            indexed.Node.Conditions.Add(condition, indexed);
    }

    private void Displace(IndexedBranch indexed)
    {
        _leafless.Remove(indexed);
        foreach (var condition in indexed.Conditions)
            indexed.Node!.Conditions.Remove(condition, indexed);
        indexed.Node?.Prune();
    }

    private void Walk(EventView view)
    {
        foreach (var name in EventFields.All)
        {
            if (_root.Find(name) is not { } node)
                continue;
            var value = FieldValue.Envelope(view, name);
            if (value.Map is { } headers)
                Walk(node, headers);
            else if (value.IsScalar)
                node.Conditions.Ask(value.ToScalar(), _serial, _candidates);
            else if (value.Kind != JsonValueKind.Undefined)
                Walk(node, value.Json);
        }
    }

    private void Walk(FieldNode node, IReadOnlyDictionary<string, string> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (node.Find(name.AsSpan()) is { } child && !child.Conditions.IsEmpty)
                child.Conditions.Ask(Scalar.Of(value), _serial, _candidates);
        }
    }

    private void Walk(FieldNode node, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when !node.IsLeaf:
                WalkFields(node, value);
                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                    Walk(node, element);
                break;
            case JsonValueKind.Object:
                break;
            default:
                if (!node.Conditions.IsEmpty)
                    node.Conditions.Ask(Scalar.Of(value), _serial, _candidates);
                break;
        }
    }

    private void WalkFields(FieldNode node, JsonElement value)
    {
        // All fields of the object first, so that of two with one name only the last is followed.
        var start = _fields.Count;
        var current = ++_objects;
        foreach (var property in value.EnumerateObject())
        {
            if (Find(node, property) is not { } child)
                continue;
            if (child.Seen.Object == current)
            {
                _fields[child.Seen.Position] = (child, property.Value);
                continue;
            }
            child.Seen = (current, _fields.Count);
            _fields.Add((child, property.Value));
        }
        var end = _fields.Count;
        for (var i = start; i < end; i++)
            Walk(_fields[i].Node, _fields[i].Value);
        _fields.RemoveRange(start, end - start);
    }

    private static FieldNode? Find(FieldNode node, JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (!node.MayHold(raw))
            return null;
        if (raw.Length > StackChars)
            return node.Find(JsonText.Decode(raw).AsSpan());
        Span<char> chars = stackalloc char[StackChars];
        return node.Find(chars[..JsonText.Decode(raw, chars)]);
    }
}
