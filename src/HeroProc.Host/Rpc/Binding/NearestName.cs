namespace HeroProc.Host.Rpc.Binding;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary>The candidate fewest single-letter changes away, when those are at most a third of the name; or null.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        // Names from outside have any length and the comparison costs the product of both.
        if (name.Length is 0 or > LongestCompared)
        {
            return null;
        }

        var folded = name.ToLowerInvariant();
        string? nearest = null;
        var least = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = EditDistance.Between(folded, candidate.ToLowerInvariant());
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }
}
