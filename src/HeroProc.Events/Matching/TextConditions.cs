namespace HeroProc.Events.Matching;

/// <summary>The text, without case. Case is the simple Unicode mapping, one code point to one: <c>ß</c> is not <c>SS</c>.</summary>
internal sealed class EqualIgnoreCaseCondition(string text) : Condition("=i" + text.ToUpperInvariant())
{
    /// <inheritdoc/>
    public override IReadOnlyList<Anchor> Anchors { get; } = [new Anchor(AnchorKind.TextIgnoreCase, text)];

    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => string.Equals(value.Text, text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The text begins with the given text.</summary>
internal sealed class PrefixCondition(string text, bool ignoreCase) : Condition((ignoreCase ? "^i" : "^s") + text)
{
    private readonly StringComparison _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <inheritdoc/>
    public override IReadOnlyList<Anchor> Anchors { get; } = Anchor.Ends(text, "", ignoreCase);

    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => value.Text is { } actual && actual.StartsWith(text, _comparison);
}

/// <summary>The text ends with the given text.</summary>
internal sealed class SuffixCondition(string text, bool ignoreCase) : Condition((ignoreCase ? "$i" : "$s") + text)
{
    private readonly StringComparison _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <inheritdoc/>
    public override IReadOnlyList<Anchor> Anchors { get; } = Anchor.Ends("", text, ignoreCase);

    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => value.Text is { } actual && actual.EndsWith(text, _comparison);
}
