using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>How a value is looked up among the anchors of a field.</summary>
internal enum AnchorKind
{
    /// <summary>The whole text.</summary>
    Text,

    /// <summary>The whole text without case.</summary>
    TextIgnoreCase,

    /// <summary>The number.</summary>
    Number,

    /// <summary>true, false or null.</summary>
    Literal,

    /// <summary>The beginning of the text.</summary>
    Head,

    /// <summary>The end of the text.</summary>
    Tail,

    /// <summary>The beginning of the text without case.</summary>
    HeadIgnoreCase,

    /// <summary>The end of the text without case.</summary>
    TailIgnoreCase,
}

/// <summary>Something a hash lookup can find in a value, and without which a condition cannot hold.</summary>
/// <param name="Kind">How to look.</param>
/// <param name="Text">The text, for the text kinds; heads and tails have 1 to <see cref="MaxLength"/> chars.</param>
/// <param name="Number">The number, for <see cref="AnchorKind.Number"/>.</param>
/// <param name="Literal">The kind, for <see cref="AnchorKind.Literal"/>.</param>
internal readonly record struct Anchor(AnchorKind Kind, string Text = "", JsonNumber Number = default, JsonValueKind Literal = default)
{
    /// <summary>Bounds the lookups a value costs: one for each length in use.</summary>
    public const int MaxLength = 64;

    /// <summary>The anchors of a text that must begin with <paramref name="head"/> and end with <paramref name="tail"/>; none if both are empty.</summary>
    public static IReadOnlyList<Anchor> Ends(string head, string tail, bool ignoreCase = false)
    {
        if (ignoreCase)
            (head, tail) = (FoldableHead(head), FoldableTail(tail));
        if (head.Length == 0 && tail.Length == 0)
            return [];
        // The longer end tells more values apart.
        if (head.Length >= tail.Length)
            return [new Anchor(ignoreCase ? AnchorKind.HeadIgnoreCase : AnchorKind.Head, head[..Math.Min(head.Length, MaxLength)])];
        return [new Anchor(ignoreCase ? AnchorKind.TailIgnoreCase : AnchorKind.Tail, tail[^Math.Min(tail.Length, MaxLength)..])];
    }

    // Letters beyond the basic plane change case as a pair of chars; cutting the anchor before them keeps it one char to one char.
    private static string FoldableHead(string text)
    {
        var end = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
        return end < 0 ? text : text[..end];
    }

    private static string FoldableTail(string text) => text[(text.AsSpan().LastIndexOfAnyInRange('\ud800', '\udfff') + 1)..];
}
