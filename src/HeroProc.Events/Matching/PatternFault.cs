namespace HeroProc.Events.Matching;

/// <summary>Something wrong with a pattern.</summary>
/// <param name="Path">Where, inside the pattern: <c>data.ref[0]</c>, <c>$or[1].data.x[0].prefix</c>; empty for the pattern as a whole.</param>
/// <param name="Message">What was expected, what came, what to do.</param>
internal sealed record PatternFault(string Path, string Message);
