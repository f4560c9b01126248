using System.Numerics;

namespace HeroProc.Events.Matching;

/// <summary>The conditions of one field that are found by a text of one kind: the whole of it, its beginning or its end.</summary>
internal sealed class TextAnchors(AnchorKind kind, StringComparer comparer)
{
    private readonly Dictionary<string, HashSet<IndexedCondition>> _buckets = new(comparer);

    // How many anchors have each length, and the lengths in use as bits: a value is looked up once for each of those.
    private readonly int[] _lengths = new int[Anchor.MaxLength + 1];
    private ulong _inUse;

    public AnchorKind Kind { get; } = kind;

    private bool IsWhole => Kind is AnchorKind.Text or AnchorKind.TextIgnoreCase;

    private bool IsHead => Kind is AnchorKind.Head or AnchorKind.HeadIgnoreCase;

    public void Add(string text, IndexedCondition condition)
    {
        if (!_buckets.TryGetValue(text, out var bucket))
        {
            _buckets.Add(text, bucket = []);
            if (!IsWhole && _lengths[text.Length]++ == 0)
                _inUse |= 1UL << (text.Length - 1);
        }
        bucket.Add(condition);
    }

    public void Remove(string text, IndexedCondition condition)
    {
        if (!_buckets.TryGetValue(text, out var bucket) || !bucket.Remove(condition) || bucket.Count > 0)
            return;
        _buckets.Remove(text);
        if (!IsWhole && --_lengths[text.Length] == 0)
            _inUse &= ~(1UL << (text.Length - 1));
    }

    public void Ask(string text, in Scalar value, long serial, List<IndexedBranch> candidates)
    {
        if (_buckets.Count == 0)
            return;
        var lookup = _buckets.GetAlternateLookup<ReadOnlySpan<char>>();
        if (IsWhole)
        {
            if (lookup.TryGetValue(text, out var bucket))
                Candidates.Add(bucket, value, serial, candidates);
            return;
        }
        for (var lengths = _inUse; lengths != 0; lengths &= lengths - 1)
        {
            var length = BitOperations.TrailingZeroCount(lengths) + 1;
            if (length > text.Length)
                return;
            if (lookup.TryGetValue(IsHead ? text.AsSpan(0, length) : text.AsSpan(text.Length - length), out var bucket))
                Candidates.Add(bucket, value, serial, candidates);
        }
    }
}
