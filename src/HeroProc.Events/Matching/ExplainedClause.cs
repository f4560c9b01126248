using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>One clause of a pattern, as it stands for one event.</summary>
/// <param name="Path">Where the clause stands in the pattern: <c>data.ref</c>, <c>$or[1].data.x</c>.</param>
/// <param name="Operator">The operator; <c>any of</c> for a list that mixes several, <c>$or</c>, <c>$and</c>, <c>$not</c> for groups.</param>
/// <param name="Expected">What the pattern asks, as written; undefined for a group, whose parts follow it.</param>
/// <param name="Actual">The field's value, cut to a bound; undefined when the field is absent and for groups.</param>
/// <param name="Matched">Whether the clause, asked by itself, holds.</param>
/// <param name="Note">What else is to be said, if anything.</param>
internal sealed record ExplainedClause(
    string Path, string Operator, JsonElement Expected, JsonElement Actual, bool Matched, string? Note = null);
