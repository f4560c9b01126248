using System.Buffers;
using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>
/// A list of globs in the order of a forge workflow: the last one that matches decides, and one that began with <c>!</c> decides
/// against. Meant for refs and paths: a text longer than any of those (<see cref="LongestText"/>) matches none.
/// </summary>
internal sealed class GlobCondition : Condition
{
    /// <summary>The longest text a glob is asked about, in UTF-16 code units: what file systems allow for a path.</summary>
    public const int LongestText = 4096;

    private readonly GlobEntry[] _globs;

    /// <param name="globs">The globs in the order written; at least one does not exclude.</param>
    public GlobCondition(IReadOnlyList<GlobEntry> globs)
        : base("/" + Join(globs.Select(entry => (entry.Excludes ? "!" : "=") + entry.Text)))
    {
        _globs = [.. globs];
        Anchors = AnchorsOf(globs.Where(entry => !entry.Excludes).Select(entry => entry.Glob));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Anchor> Anchors { get; }

    /// <inheritdoc/>
    public override bool Matches(in Scalar value)
    {
        if (value.Text is not { Length: <= LongestText } text)
            return false;
        var rented = ArrayPool<Rune>.Shared.Rent(text.Length);
        try
        {
            var length = 0;
            foreach (var rune in text.EnumerateRunes())
                rented[length++] = rune;
            return Decide(rented.AsSpan(0, length), text);
        }
        finally
        {
            ArrayPool<Rune>.Shared.Return(rented);
        }
    }

    private bool Decide(ReadOnlySpan<Rune> runes, string text)
    {
        // From the end: the last glob that matches has the word.
        for (var i = _globs.Length - 1; i >= 0; i--)
        {
            var (_, glob, excludes) = _globs[i];
            if (glob.Literal is { } literal ? literal == text : glob.Matches(runes))
                return !excludes;
        }
        return false;
    }

    private static List<Anchor> AnchorsOf(IEnumerable<Glob> globs)
    {
        var anchors = new List<Anchor>();
        foreach (var glob in globs)
        {
            if (glob.Literal is { } literal)
            {
                anchors.Add(new Anchor(AnchorKind.Text, literal));
                continue;
            }
            var ends = Anchor.Ends(glob.Head, glob.Tail);
            if (ends.Count == 0)
                return [];
            anchors.AddRange(ends);
        }
        return anchors;
    }
}
