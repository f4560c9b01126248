using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>Equal by JSON value: text by code points, numbers by value, true, false and null by themselves.</summary>
internal sealed class EqualCondition : Condition
{
    private readonly Scalar _expected;

    public EqualCondition(Scalar expected)
        : base(KeyOf(expected))
    {
        _expected = expected;
        Anchors =
        [
            expected.Kind switch
            {
                JsonValueKind.String => new Anchor(AnchorKind.Text, expected.Text!),
                JsonValueKind.Number => new Anchor(AnchorKind.Number, Number: expected.Number),
                _ => new Anchor(AnchorKind.Literal, Literal: expected.Kind),
            },
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Anchor> Anchors { get; }

    /// <inheritdoc/>
    public override bool Matches(in Scalar value) =>
        value.Kind == _expected.Kind && value.Text == _expected.Text && value.Number == _expected.Number;

    private static string KeyOf(in Scalar value) => value.Kind switch
    {
        JsonValueKind.String => "=s" + value.Text,
        JsonValueKind.Number => "=n" + value.Number,
        var literal => "=" + literal,
    };
}
