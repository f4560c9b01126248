using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>A GitLab note: a comment on an issue, a merge request, a commit or a snippet.</summary>
internal static class GitLabNote
{
    /// <summary>Reads the rest of a note's form.</summary>
    public static ForgeEvent Read(ForgeEvent start, JsonElement body)
    {
        var note = start with
        {
            // Older servers send no action, and only new notes.
            Action = start.Action switch
            {
                null or "create" => "created",
                "update" => "edited",
                "delete" => "deleted",
                var action => action,
            },
            Url = body.Text("object_attributes", "url"),
        };
        return body.Text("object_attributes", "noteable_type") switch
        {
            "MergeRequest" => OnMergeRequest(note, body),
            "Issue" => note with
            {
                Kind = "issue_comment",
                Number = body.Whole("issue", "iid"),
                Title = body.Text("issue", "title"),
                Labels = body.Texts("title", "issue", "labels"),
            },
            "Commit" => note with { Kind = "commit_comment", Sha = body.Text("commit", "id") },
            "Snippet" => note with { Kind = "snippet_comment", Title = body.Text("snippet", "title") },
            _ => note,
        };
    }

    private static ForgeEvent OnMergeRequest(ForgeEvent note, JsonElement body)
    {
        var number = body.Whole("merge_request", "iid");
        return note with
        {
            Kind = "pull_request_comment",
            Number = number,
            Title = body.Text("merge_request", "title"),
            Ref = number is null ? null : $"refs/merge-requests/{number}/head",
            Branch = body.Text("merge_request", "target_branch"),
            Sha = body.Text("merge_request", "last_commit", "id"),
            Draft = body.Flag("merge_request", "draft") ?? body.Flag("merge_request", "work_in_progress"),
            Merged = body.Text("merge_request", "state") is { } state ? state == "merged" : null,
            Labels = body.Texts("title", "merge_request", "labels"),
        };
    }
}
