using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>A part of a pattern that is true or false of an event.</summary>
/// <param name="Path">Where it stands in the pattern; what explanations show.</param>
internal abstract record Clause(string Path);

/// <summary>One field and what it may be: the field holds one of the conditions, or one of the other ways below is met.</summary>
/// <param name="Path">Where it stands in the pattern.</param>
/// <param name="Field">The field asked about, from the top of the view.</param>
/// <param name="Operator">The operator's name; <c>any of</c> where the list mixes several.</param>
/// <param name="Expected">The list as written.</param>
/// <param name="Conditions">The ways a value of the field may be.</param>
internal sealed record LeafClause(
    string Path, IReadOnlyList<string> Field, string Operator, JsonElement Expected, IReadOnlyList<Condition> Conditions) : Clause(Path)
{
    /// <summary>Whether the field may also be absent.</summary>
    public bool OrAbsent { get; init; }

    /// <summary>Sets of conditions, each set met when the field's values meet all of it between them (<c>all</c>).</summary>
    public IReadOnlyList<IReadOnlyList<Condition>> OrAllOf { get; init; } = [];

    /// <summary>Another leaf that will do instead, and why: said in the explanation when it is what made the clause true.</summary>
    public (LeafClause Leaf, string Reason)? Otherwise { get; init; }
}

/// <summary>Every part is true.</summary>
internal sealed record AllClause(string Path, IReadOnlyList<Clause> Parts) : Clause(Path)
{
    /// <summary>Whether it was written as <c>$and</c>; else it is the fields of an object.</summary>
    public bool IsGroup { get; init; }
}

/// <summary>At least one part is true.</summary>
internal sealed record AnyClause(string Path, IReadOnlyList<Clause> Parts) : Clause(Path)
{
    /// <summary>How it was written.</summary>
    public string Operator { get; init; } = "$or";
}

/// <summary>The part is not true.</summary>
/// <param name="Path">Where it stands in the pattern.</param>
/// <param name="At">The field whose objects the part is asked of; empty for the view itself.</param>
/// <param name="Part">What must not hold.</param>
internal sealed record NoneClause(string Path, IReadOnlyList<string> At, Clause Part) : Clause(Path);
