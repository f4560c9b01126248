using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>
/// The neutral form of what GitLab sends. A merge request is a pull request here. GitLab has one message where others have
/// two: a pushed new branch is a <c>push</c> without <c>before</c>, a pushed tag is <c>tag.created</c>.
/// </summary>
internal static class GitLabForm
{
    /// <summary>Reads a body. With a custom template on the hook it may hold anything; what is not there is null.</summary>
    /// <param name="eventName">The value of <c>X-Gitlab-Event</c>, such as <c>Merge Request Hook</c>.</param>
    /// <param name="body">The body.</param>
    public static ForgeEvent Read(string eventName, JsonElement body)
    {
        var start = new ForgeEvent
        {
            Provider = "gitlab",
            Kind = Word(eventName, body),
            Action = body.Text("object_attributes", "action"),
            RepoFullName = body.Text("project", "path_with_namespace") ?? body.Text("path_with_namespace"),
            RepoUrl = body.Text("project", "web_url") ?? body.Text("repository", "homepage"),
            Sender = body.Text("user", "username") ?? body.Text("user_username"),
        };
        return start.Kind switch
        {
            "push" => Push(start, body),
            "tag_push" => TagPush(start, body),
            "merge_request" => MergeRequest(start, body),
            "issue" => Issue(start, body),
            "note" => GitLabNote.Read(start, body),
            "release" => Release(start, body),
            "wiki_page" => start with
            {
                Kind = "wiki",
                Action = Done(start.Action),
                Title = body.Text("object_attributes", "title"),
                Url = body.Text("object_attributes", "url"),
            },
            "pipeline" => Pipeline(start, body),
            "build" => start with
            {
                Kind = "workflow_job",
                Action = body.Text("build_status"),
                Branch = body.Flag("tag") is true ? null : body.Text("ref"),
                Tag = body.Flag("tag") is true ? body.Text("ref") : null,
                Sha = GitRef.Commit(body.Text("sha")),
                Title = body.Text("build_name"),
            },
            "project_create" => start with { Kind = "repository", Action = "created" },
            "project_destroy" => start with { Kind = "repository", Action = "deleted" },
            _ => start,
        };
    }

    // The header is there under every template; the body's own word is finer for system hooks, which share one header.
    private static string Word(string eventName, JsonElement body) => eventName switch
    {
        "Push Hook" => "push",
        "Tag Push Hook" => "tag_push",
        "Merge Request Hook" => "merge_request",
        "Issue Hook" or "Confidential Issue Hook" => "issue",
        "Note Hook" or "Confidential Note Hook" => "note",
        "Wiki Page Hook" => "wiki_page",
        "Pipeline Hook" => "pipeline",
        "Job Hook" or "Build Hook" => "build",
        "Release Hook" => "release",
        _ => body.Text("object_kind") ?? body.Text("event_name") ?? Slug(eventName),
    };

    private static string Slug(string eventName)
    {
        const string suffix = " hook";
        var name = eventName.ToLowerInvariant();
        return (name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name).Replace(' ', '_');
    }

    private static ForgeEvent Push(ForgeEvent start, JsonElement body)
    {
        var commits = body.Items("commits") ?? [];
        var changed = ChangedFiles.Of(commits);
        var pushed = RefUpdate(start, body) with { Action = null };
        // A deletion is told as a push to nothing.
        return body.Text("after") is not null && pushed.Sha is null
            ? pushed with { Kind = "branch", Action = "deleted" }
            : pushed with
            {
                ChangedFiles = changed.Files,
                ChangedFilesComplete = changed.IsComplete && body.Whole("total_commits_count") is { } total && commits.Count >= total,
            };
    }

    private static ForgeEvent TagPush(ForgeEvent start, JsonElement body)
    {
        var pushed = RefUpdate(start, body);
        return pushed with { Kind = "tag", Action = pushed.Sha is null ? "deleted" : "created" };
    }

    private static ForgeEvent RefUpdate(ForgeEvent start, JsonElement body)
    {
        var gitRef = GitRef.Of(body.Text("ref"));
        return start with
        {
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
            Before = GitRef.Commit(body.Text("before")),
            Sha = GitRef.Commit(body.Text("after")),
        };
    }

    private static ForgeEvent MergeRequest(ForgeEvent start, JsonElement body)
    {
        var number = body.Whole("object_attributes", "iid");
        return start with
        {
            Kind = "pull_request",
            Number = number,
            Title = body.Text("object_attributes", "title"),
            Url = body.Text("object_attributes", "url"),
            Ref = number is null ? null : $"refs/merge-requests/{number}/head",
            Branch = body.Text("object_attributes", "target_branch"),
            Sha = body.Text("object_attributes", "last_commit", "id"),
            Before = body.Text("object_attributes", "oldrev"),
            Draft = body.Flag("object_attributes", "draft") ?? body.Flag("object_attributes", "work_in_progress"),
            Merged = body.Text("object_attributes", "state") is { } state ? state == "merged" : null,
            Labels = body.Texts("title", "labels"),
        } switch
        {
            { Action: "approved" or "approval" } review => review with { Kind = "pull_request_review", Action = "approved" },
            { Action: "merge" } merged => merged with { Action = "merged" },
            { Action: "update", Before: not null } updated => updated with { Action = "updated" },
            var other => other with { Action = GitLabChanges.Action(other.Action, body) },
        };
    }

    private static ForgeEvent Issue(ForgeEvent start, JsonElement body) => start with
    {
        Action = GitLabChanges.Action(start.Action, body),
        Number = body.Whole("object_attributes", "iid"),
        Title = body.Text("object_attributes", "title"),
        Url = body.Text("object_attributes", "url"),
        Labels = body.Texts("title", "labels"),
    };

    private static ForgeEvent Release(ForgeEvent start, JsonElement body)
    {
        var gitRef = GitRef.OfTag(body.Text("tag"));
        return start with
        {
            Action = body.Text("action") switch
            {
                "create" => "published",
                "update" => "updated",
                "delete" => "deleted",
                var action => action,
            },
            Ref = gitRef.Full,
            Tag = gitRef.Tag,
            Sha = body.Text("commit", "id"),
            Title = body.Text("name"),
            Url = body.Text("url"),
        };
    }

    private static ForgeEvent Pipeline(ForgeEvent start, JsonElement body)
    {
        var isTag = body.Flag("object_attributes", "tag") is true;
        var name = body.Text("object_attributes", "ref");
        var gitRef = isTag ? GitRef.OfTag(name) : GitRef.OfBranch(name);
        return start with
        {
            Action = body.Text("object_attributes", "status"),
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
            Sha = GitRef.Commit(body.Text("object_attributes", "sha")),
            Before = GitRef.Commit(body.Text("object_attributes", "before_sha")),
            Url = body.Text("object_attributes", "url"),
        };
    }

    private static string? Done(string? action) => action switch
    {
        "create" => "created",
        "update" => "edited",
        "delete" => "deleted",
        _ => action,
    };
}
