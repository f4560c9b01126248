namespace HeroProc.Events.Matching;

/// <summary>One thing a branch asks: conditions of a field, else that no object of the field matches, else that the field is absent.</summary>
/// <param name="Field">The field, from the branch's root.</param>
/// <param name="Conditions">The conditions of which one must hold; null for the other two.</param>
/// <param name="Not">The alternatives of which none may hold; null for the other two.</param>
internal sealed record Term(IReadOnlyList<string> Field, IReadOnlyList<Condition>? Conditions, IReadOnlyList<Branch>? Not)
{
    /// <summary>How many conditions the term holds.</summary>
    public int Cost => Conditions?.Count ?? 1;

    /// <summary>Identity by meaning.</summary>
    public string Key
    {
        get
        {
            var asked = Conditions is not null ? "?" + Join(Conditions.Select(condition => condition.Key))
                : Not is not null ? "!" + Join(Not.Select(branch => branch.Key))
                : "-";
            return Join(Field) + asked;
        }
    }

    // Lengths keep the parts apart, whatever is in them.
    private static string Join(IEnumerable<string> parts) => string.Concat(parts.Select(part => $"{part.Length}:{part}"));
}
