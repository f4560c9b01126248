using System.Text;

namespace HeroProc.Events.Matching;

/// <summary>One step of a glob: the characters it takes, and how often.</summary>
/// <param name="Only">The one character taken; null when the step takes a class of them.</param>
/// <param name="Ranges">The characters taken, as ranges, both ends included; null with <paramref name="Only"/>.</param>
/// <param name="Repeats">Whether more than one may be taken.</param>
/// <param name="Skip">How many steps are left out together when this one is; 0 when it cannot be left out by itself.</param>
/// <param name="Grouped">Whether the step is left out together with the one before it.</param>
internal sealed record GlobStep(
    Rune? Only, IReadOnlyList<(Rune From, Rune To)>? Ranges, bool Repeats = false, int Skip = 0, bool Grouped = false)
{
    /// <summary><c>**</c>: any run of characters.</summary>
    public static readonly GlobStep Any = new(null, [(new Rune(0), new Rune(0x10ffff))], Repeats: true, Skip: 1);

    /// <summary><c>*</c>: any run of characters without a slash.</summary>
    public static readonly GlobStep AnyButSlash =
        new(null, [(new Rune(0), new Rune('/' - 1)), (new Rune('/' + 1), new Rune(0x10ffff))], Repeats: true, Skip: 1);

    /// <summary>Whether the step takes the character.</summary>
    public bool Takes(Rune rune)
    {
        if (Only is { } only)
            return rune == only;
        foreach (var (from, to) in Ranges!)
        {
            if (rune >= from && rune <= to)
                return true;
        }
        return false;
    }
}
