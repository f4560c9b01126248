namespace HeroProc.Events.Matching;

/// <summary>How compiling a pattern ended.</summary>
internal abstract record PatternResult
{
    private PatternResult()
    {
    }

    /// <summary>The pattern is sound and will never fail when it runs.</summary>
    /// <param name="Pattern">The compiled pattern.</param>
    public sealed record Compiled(EventPattern Pattern) : PatternResult;

    /// <summary>The pattern is not taken.</summary>
    /// <param name="Faults">Everything wrong with it, in the pattern's order; at least one, at most <see cref="PatternLimits.Faults"/>.</param>
    public sealed record Refused(IReadOnlyList<PatternFault> Faults) : PatternResult;
}
