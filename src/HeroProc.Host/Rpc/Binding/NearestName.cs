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

        string? nearest = null;
        var least = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name, candidate);
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    private static int Distance(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= from.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= to.Length; column++)
            {
                var change = diagonal + (char.ToLowerInvariant(from[line - 1]) == char.ToLowerInvariant(to[column - 1]) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(change, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
