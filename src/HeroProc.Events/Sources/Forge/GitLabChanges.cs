using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>What an <c>update</c> of a GitLab issue or merge request was: GitLab tells it only by what differs.</summary>
internal static class GitLabChanges
{
    /// <summary>The neutral word of an action.</summary>
    public static string? Action(string? action, JsonElement body) => action switch
    {
        "open" => "opened",
        "close" => "closed",
        "reopen" => "reopened",
        "update" => Update(body),
        _ => action,
    };

    private static string Update(JsonElement body) =>
        Set(body, "labels", "labeled", "unlabeled")
        ?? Set(body, "assignees", "assigned", "unassigned")
        ?? Milestone(body)
        ?? (body.At("changes", "reviewers") is null ? "edited" : "review_requested");

    // One update may add and remove at once; what was added tells more.
    private static string? Set(JsonElement body, string member, string added, string removed)
    {
        if (body.At("changes", member) is not { } change)
        {
            return null;
        }

        var before = Ids(change, "previous");
        var now = Ids(change, "current");
        return now.Except(before).Any() ? added : before.Except(now).Any() ? removed : null;
    }

    private static string? Milestone(JsonElement body) =>
        body.At("changes", "milestone_id") is not { } change ? null
        : change.At("current") is null ? "demilestoned"
        : "milestoned";

    private static HashSet<string> Ids(JsonElement change, string side) =>
        [.. (change.Items(side) ?? []).Select(item => item.At("id")?.GetRawText() ?? item.Text("username") ?? "")];
}
