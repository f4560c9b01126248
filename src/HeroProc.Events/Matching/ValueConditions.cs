namespace HeroProc.Events.Matching;

/// <summary>The field is there, whatever its value.</summary>
internal sealed class PresentCondition() : Condition("exists")
{
    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => true;
}

/// <summary>The field is there and meets none of the given conditions; a value of another kind is none of them either.</summary>
internal sealed class AnythingButCondition(IReadOnlyList<Condition> excluded)
    : Condition("!" + Join(excluded.Select(condition => condition.Key).Order(StringComparer.Ordinal)))
{
    /// <inheritdoc/>
    public override bool Matches(in Scalar value)
    {
        foreach (var condition in excluded)
        {
            if (condition.Matches(value))
                return false;
        }
        return true;
    }
}

/// <summary>A number inside the range.</summary>
/// <param name="range">Where the number must lie.</param>
internal sealed class NumericCondition(NumericRange range) : Condition("#" + range)
{
    /// <summary>The range asked for.</summary>
    public NumericRange Range { get; } = range;

    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => value.Kind == System.Text.Json.JsonValueKind.Number && Range.Contains(value.Number);
}

/// <summary>A text that is an address inside the block.</summary>
internal sealed class CidrCondition(CidrBlock block) : Condition("@" + block)
{
    /// <inheritdoc/>
    public override bool Matches(in Scalar value) => value.Text is { } text && block.Contains(text);
}
