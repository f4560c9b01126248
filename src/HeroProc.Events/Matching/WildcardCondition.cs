using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>
/// Text with <c>*</c> for any run of characters. Matched piece by piece from the left: after the first place a piece fits, trying a
/// later one can never help, so nothing is ever tried twice.
/// </summary>
internal sealed class WildcardCondition : Condition
{
    private readonly string[] _pieces;

    /// <param name="pieces">The literal pieces between the stars: one more than there are stars.</param>
    private WildcardCondition(string[] pieces)
        : base("*" + Join(pieces))
    {
        _pieces = pieces;
        Anchors = pieces.Length == 1 ? [new Anchor(AnchorKind.Text, pieces[0])] : Anchor.Ends(pieces[0], pieces[^1]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Anchor> Anchors { get; }

    /// <summary>Compiles a wildcard.</summary>
    /// <returns>The condition, or what is wrong with the text.</returns>
    public static (Condition? Condition, string? Fault) Parse(string text)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '*')
            {
                if (piece.Length == 0 && pieces.Count > 0)
                    return (null, $"two wildcards in a row at character {i}; one * already stands for any run of characters");
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else if (text[i] != '\\')
            {
                piece.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] is '*' or '\\')
            {
                piece.Append(text[++i]);
            }
            else
            {
                return (null, $"a backslash at character {i} that escapes neither * nor \\; write \\\\ for a backslash");
            }
        }
        pieces.Add(piece.ToString());
        return (new WildcardCondition([.. pieces]), null);
    }

    /// <inheritdoc/>
    public override bool Matches(in Scalar value)
    {
        if (value.Text is not { } text)
            return false;
        if (_pieces.Length == 1)
            return text == _pieces[0];
        var rest = text.AsSpan();
        if (rest.Length < _pieces[0].Length + _pieces[^1].Length || !rest.StartsWith(_pieces[0]) || !rest.EndsWith(_pieces[^1]))
            return false;
        rest = rest[_pieces[0].Length..^_pieces[^1].Length];
        for (var i = 1; i < _pieces.Length - 1; i++)
        {
            var at = rest.IndexOf(_pieces[i]);
            if (at < 0)
                return false;
            rest = rest[(at + _pieces[i].Length)..];
        }
        return true;
    }
}
