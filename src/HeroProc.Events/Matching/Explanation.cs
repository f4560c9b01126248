namespace HeroProc.Events.Matching;

/// <summary>Why a pattern matches an event, or why not.</summary>
/// <param name="Matched">Whether it matches.</param>
/// <param name="Clauses">Every clause in the order of the pattern; a group comes before its parts.</param>
/// <param name="FalseClauses">How many clauses at the top of the pattern are false; a group there counts as one. Exactly one is a near miss.</param>
/// <param name="Reason">What the clauses do not tell by themselves, if anything.</param>
internal sealed record Explanation(bool Matched, IReadOnlyList<ExplainedClause> Clauses, int FalseClauses, string? Reason);
