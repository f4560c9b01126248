namespace HeroProc.Events.Matching;

/// <summary>A range of numbers, open or closed at either end.</summary>
/// <param name="Low">The lower bound; null for none.</param>
/// <param name="LowIncluded">Whether the lower bound itself is inside.</param>
/// <param name="High">The upper bound; null for none.</param>
/// <param name="HighIncluded">Whether the upper bound itself is inside.</param>
internal sealed record NumericRange(JsonNumber? Low, bool LowIncluded, JsonNumber? High, bool HighIncluded)
{
    /// <summary>Whether no number at all lies inside.</summary>
    public bool IsEmpty => Low is { } low && High is { } high && (low > high || (low == high && !(LowIncluded && HighIncluded)));

    /// <summary>Whether the number lies inside.</summary>
    public bool Contains(JsonNumber value)
    {
        if (Low is { } low && (LowIncluded ? value < low : value <= low))
            return false;
        return High is not { } high || (HighIncluded ? value <= high : value < high);
    }
}
