using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>The files of a push, put together from its commits.</summary>
/// <param name="Files">Every file once, in the order of first mention.</param>
/// <param name="IsComplete">False when a commit came without its files, or there are more than are listed.</param>
internal readonly record struct ChangedFiles(IReadOnlyList<string> Files, bool IsComplete)
{
    /// <summary>The most files that are listed; a push beyond it is not complete.</summary>
    public const int MaxFiles = 5000;

    // The list is kept beside the payload, in the same record of the journal.
    private const int MaxCharacters = 500_000;

    private static readonly string[] Members = ["added", "modified", "removed"];

    /// <summary>The union over commits of <c>added</c>, <c>modified</c> and <c>removed</c>.</summary>
    public static ChangedFiles Of(IReadOnlyList<JsonElement> commits)
    {
        var files = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var isComplete = true;
        var characters = 0;
        foreach (var commit in commits)
        {
            var isListed = false;
            foreach (var member in Members)
            {
                if (commit.Items(member) is not { } items)
                {
                    continue;
                }

                isListed = true;
                foreach (var file in items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!))
                {
                    if (!known.Contains(file))
                    {
                        characters += file.Length;
                        if (files.Count == MaxFiles || characters > MaxCharacters)
                        {
                            return new ChangedFiles(files, IsComplete: false);
                        }

                        known.Add(file);
                        files.Add(file);
                    }
                }
            }

            // A server that could not compute them sends null for all three.
            isComplete &= isListed;
        }

        return new ChangedFiles(files, isComplete);
    }
}
