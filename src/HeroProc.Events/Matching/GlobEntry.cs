namespace HeroProc.Events.Matching;

/// <summary>One glob of a list.</summary>
/// <param name="Text">As written, without the leading <c>!</c>.</param>
/// <param name="Glob">Compiled.</param>
/// <param name="Excludes">Whether it began with <c>!</c>: a text it matches is out.</param>
internal sealed record GlobEntry(string Text, Glob Glob, bool Excludes)
{
    /// <summary><c>**</c>, which matches every text.</summary>
    public static readonly GlobEntry Everything = new("**", Glob.Parse("**").Glob!, Excludes: false);
}
