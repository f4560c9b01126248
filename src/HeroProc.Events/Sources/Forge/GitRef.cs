namespace HeroProc.Events.Sources.Forge;

/// <summary>A git ref, told apart.</summary>
/// <param name="Full">Its full name, <c>refs/heads/main</c>.</param>
/// <param name="Branch">The branch, when it is one.</param>
/// <param name="Tag">The tag, when it is one.</param>
internal readonly record struct GitRef(string? Full, string? Branch, string? Tag)
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>A full name.</summary>
    public static GitRef Of(string? full) =>
        full is null ? default
        : full.StartsWith(Heads, StringComparison.Ordinal) ? new GitRef(full, full[Heads.Length..], null)
        : full.StartsWith(Tags, StringComparison.Ordinal) ? new GitRef(full, null, full[Tags.Length..])
        : new GitRef(full, null, null);

    /// <summary>
    /// A name that may be short, of a known type (<c>branch</c>, <c>tag</c>): forges send <c>main</c> and
    /// <c>refs/heads/main</c> for the same thing, depending on the kind of hook.
    /// </summary>
    public static GitRef Of(string? name, string? type) =>
        name is null || name.StartsWith("refs/", StringComparison.Ordinal) ? Of(name)
        : type == "branch" ? Of(Heads + name)
        : type == "tag" ? Of(Tags + name)
        : new GitRef(name, null, null);

    /// <summary>A branch by its short name.</summary>
    public static GitRef OfBranch(string? name) => Of(name, "branch");

    /// <summary>A tag by its short name.</summary>
    public static GitRef OfTag(string? name) => Of(name, "tag");

    /// <summary>The commit, or null for the zeros with which forges write that there is none.</summary>
    public static string? Commit(string? sha) => sha is null || sha.AsSpan().IndexOfAnyExcept('0') < 0 ? null : sha;
}
