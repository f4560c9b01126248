namespace HeroProc.Events.Matching;

/// <summary>
/// One entry of a leaf's list, compiled. Immutable, thread-safe, and total: it answers for every scalar and never throws. Its cost is
/// linear in the length of the text.
/// </summary>
/// <param name="key">Two conditions with one key answer alike for every scalar.</param>
internal abstract class Condition(string key)
{
    /// <summary>Identity by meaning, so that equal clauses of many patterns are asked once an event.</summary>
    public string Key { get; } = key;

    /// <summary>One key out of several parts; the lengths keep <c>a|b</c> and <c>a</c>, <c>b</c> apart.</summary>
    protected static string Join(IEnumerable<string> parts) => string.Concat(parts.Select(part => $"{part.Length}:{part}"));

    /// <summary>Whether the value meets the condition.</summary>
    public abstract bool Matches(in Scalar value);

    /// <summary>
    /// What must be seen in a value before this condition can hold: the condition can be true only if one of the anchors is met. An
    /// empty list says nothing can be told beforehand, so the condition has to be asked.
    /// </summary>
    public virtual IReadOnlyList<Anchor> Anchors => [];
}
