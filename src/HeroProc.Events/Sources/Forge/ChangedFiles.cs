using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>The files of a push, put together from its commits.</summary>
/// <param name="Files">Every file once, in the order of first mention.</param>
/// <param name="IsComplete">False when a commit came without its files.</param>
internal readonly record struct ChangedFiles(IReadOnlyList<string> Files, bool IsComplete)
{
    private static readonly string[] Members = ["added", "modified", "removed"];

    /// <summary>The union over commits of <c>added</c>, <c>modified</c> and <c>removed</c>.</summary>
    public static ChangedFiles Of(IReadOnlyList<JsonElement> commits)
    {
        var files = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var isComplete = true;
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
                files.AddRange(items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Where(known.Add));
            }

            // A server that could not compute them sends null for all three.
            isComplete &= isListed;
        }

        return new ChangedFiles(files, isComplete);
    }
}
