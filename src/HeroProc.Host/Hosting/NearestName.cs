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
            .Select(candidate => (candidate, distance: EditDistance.Between(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.distance < name.Length && best.distance <= Math.Max(2, name.Length / 3) ? best.candidate : null;
    }
}
