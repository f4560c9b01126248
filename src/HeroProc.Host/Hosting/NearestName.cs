namespace HeroProc.Host.Hosting;

/// <summary>Finds what a misspelt name most likely meant.</summary>
internal static class NearestName
{
    private const int LongestCompared = 128;

    /// <summary>The candidate that is two edits away, or a third of the name's length, ignoring case; null when none is that near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestCompared)
        {
            return null;
        }

        var best = candidates
            .Where(candidate => candidate.Length <= LongestCompared)
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.distance < name.Length && best.distance <= Math.Max(2, name.Length / 3) ? best.candidate : null;
    }

    // The number of letters to insert, delete or replace; one row of the usual table at a time.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}
