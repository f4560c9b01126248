using System.Globalization;

namespace HeroProc.Journal;

/// <summary>File names; twenty digits, so that names sort as their numbers do.</summary>
internal static class JournalNames
{
    public const string SegmentSuffix = ".seg";
    public const string SnapshotSuffix = ".snap";
    public const string TemporarySuffix = ".tmp";
    private const int Digits = 20;

    public static string Segment(long firstSeq) => Number(firstSeq) + SegmentSuffix;

    public static string Snapshot(long upToSeq) => Number(upToSeq) + SnapshotSuffix;

    public static string Damaged(string file, long offset, long length) =>
        string.Create(CultureInfo.InvariantCulture, $"damaged/{file}.{offset}-{length}");

    public static IEnumerable<long> Numbers(IEnumerable<string> names, string suffix) =>
        names.Select(name => TryParse(name, suffix)).Where(static number => number >= 0).Order();

    private static string Number(long value) => value.ToString("D20", CultureInfo.InvariantCulture);

    private static long TryParse(string name, string suffix) =>
        name.Length == Digits + suffix.Length
        && name.EndsWith(suffix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;
}
