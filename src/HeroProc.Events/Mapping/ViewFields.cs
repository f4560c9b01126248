using System.Collections.Frozen;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>What can be known of a path before there is an event: the names the view has, and the shape of its fixed parts.</summary>
internal static class ViewFields
{
    // Null: the field holds no fields of its own. Empty: it holds whatever the sender put there.
    private static readonly FrozenDictionary<string, string[]?> Fields = new Dictionary<string, string[]?>
    {
        [EventFields.Id] = null,
        [EventFields.SourceId] = null,
        [EventFields.SourceType] = null,
        [EventFields.Type] = null,
        [EventFields.Subject] = null,
        [EventFields.Timestamp] = null,
        [EventFields.Headers] = [],
        [EventFields.Data] = [],
        [EventFields.Forge] =
        [
            "provider", "kind", "action", "repo", "ref", "branch", "tag", "sha", "before", "sender", "number", "title", "url", "draft",
            "merged", "labels", "changed_files", "changed_files_complete",
        ],
        [EventFields.Hop] = null,
        [EventFields.CorrelationId] = null,
        [EventFields.CausationId] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Repository = ["full_name", "url"];

    /// <summary>Whether the view has a field of this name.</summary>
    public static bool Has(string name) => Fields.ContainsKey(name);

    /// <summary>Why no event can have this path, or null when some event may.</summary>
    /// <param name="path">The names of the path, as far as they are written out.</param>
    public static string? Refuse(IReadOnlyList<string> path)
    {
        if (!Fields.TryGetValue(path[0], out var members))
            return $"an event has no field '{path[0]}'; {Suggest(path[0], Fields.Keys)}";
        if (path.Count == 1)
            return null;
        if (members is null)
            return $"'{path[0]}' of an event is a single value; it has no '{path[1]}'";
        if (path[0] == EventFields.Headers && path[1].Any(char.IsAsciiLetterUpper))
            return $"names of headers are lower-case; write headers['{path[1].ToLowerInvariant()}']";
        if (members.Length > 0 && !members.Contains(path[1]))
            return $"'{path[0]}' has no field '{path[1]}'; {Suggest(path[1], members)}";
        if (path[0] == EventFields.Forge && path[1] == "repo" && path.Count > 2 && !Repository.Contains(path[2]))
            return $"'forge.repo' has no field '{path[2]}'; {Suggest(path[2], Repository)}";
        return null;
    }

    /// <summary>Names the known word that was most likely meant, or all of them.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        var nearest = names.MinBy(name => Distance(word, name));
        return nearest is not null && Distance(word, nearest) <= Math.Max(1, nearest.Length / 3)
            ? $"did you mean '{nearest}'?"
            : $"it is one of {string.Join(", ", names)}";
    }

    // Levenshtein; a name as long as a template is no typing error, so it is not measured.
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > right.Length)
            return int.MaxValue;
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
