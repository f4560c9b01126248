namespace HeroProc.Events.Matching;

/// <summary>What a pattern may cost. A pattern over a limit is refused when it is registered, so matching never has to give up.</summary>
internal static class PatternLimits
{
    /// <summary>Bytes of the pattern's JSON text.</summary>
    public const int Bytes = 64 * 1024;

    /// <summary>Objects inside one another, the pattern itself being the first; every dot in a key counts as one more.</summary>
    public const int Depth = 20;

    /// <summary>Alternatives a pattern may unfold to: every <c>$or</c> multiplies what stands beside it.</summary>
    public const int Branches = 512;

    /// <summary>Conditions in all alternatives together.</summary>
    public const int Conditions = 16_384;

    /// <summary>Characters of one wildcard, glob or regular expression.</summary>
    public const int Expression = 1024;

    /// <summary>Steps a regular expression may unfold to.</summary>
    public const int RegexSize = 2000;

    /// <summary>Digits a number's exponent may stand for, in either direction.</summary>
    public const int NumberScale = 1_000_000;

    /// <summary>Faults reported at once; a pattern of nothing but faults needs no longer answer.</summary>
    public const int Faults = 100;
}
