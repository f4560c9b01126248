using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>The neutral form of what GitHub sends.</summary>
internal static class GitHubForm
{
    // A push lists at most this many commits and does not say how many there were.
    private const int CommitLimit = 2048;

    /// <summary>Reads a body.</summary>
    /// <param name="eventName">The value of <c>X-GitHub-Event</c>.</param>
    /// <param name="body">The body.</param>
    public static ForgeEvent Read(string eventName, JsonElement body)
    {
        var start = new ForgeEvent
        {
            Provider = "github",
            Kind = eventName,
            Action = body.Text("action"),
            RepoFullName = body.Text("repository", "full_name"),
            RepoUrl = body.Text("repository", "html_url"),
            Sender = body.Text("sender", "login"),
        };
        return eventName switch
        {
            "push" => Push(start, body),
            "create" => RefChange(start, body, "created"),
            "delete" => RefChange(start, body, "deleted"),
            "pull_request" or "pull_request_target" => PullRequest(start, body) with { Kind = "pull_request", Action = PullRequestAction(body) },
            "pull_request_review" => PullRequest(start, body) with { Action = ReviewAction(body), Url = body.Text("review", "html_url") },
            "pull_request_review_comment" => PullRequest(start, body) with { Kind = "pull_request_comment", Url = body.Text("comment", "html_url") },
            "issues" => Issue(start, body) with { Kind = "issue" },
            // The plain conversation of a pull request is one of an issue here; this member tells them apart.
            "issue_comment" => Issue(start, body) with
            {
                Kind = body.At("issue", "pull_request") is null ? "issue_comment" : "pull_request_comment",
                Ref = body.At("issue", "pull_request") is null ? null : PullRef(body.Whole("issue", "number")),
                Url = body.Text("comment", "html_url"),
            },
            "release" => Release(start, body),
            "gollum" => Wiki(start, body),
            "registry_package" => start with { Kind = "package" },
            "workflow_job" => start with
            {
                Branch = body.Text("workflow_job", "head_branch"),
                Sha = body.Text("workflow_job", "head_sha"),
                Title = body.Text("workflow_job", "name"),
                Url = body.Text("workflow_job", "html_url"),
            },
            _ => start,
        };
    }

    private static ForgeEvent Push(ForgeEvent start, JsonElement body)
    {
        var commits = body.Items("commits") ?? [];
        var changed = ChangedFiles.Of(commits);
        var gitRef = GitRef.Of(body.Text("ref"));
        return start with
        {
            Action = null,
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
            Sha = GitRef.Commit(body.Text("after")),
            Before = GitRef.Commit(body.Text("before")),
            Sender = start.Sender ?? body.Text("pusher", "name"),
            Url = body.Text("compare"),
            ChangedFiles = changed.Files,
            // A forced push lists what it brings, not what it takes away.
            ChangedFilesComplete = changed.IsComplete && commits.Count < CommitLimit && body.Flag("forced") is not true,
        };
    }

    private static ForgeEvent RefChange(ForgeEvent start, JsonElement body, string action)
    {
        var type = body.Text("ref_type");
        var gitRef = GitRef.Of(body.Text("ref"), type);
        return start with
        {
            Kind = type ?? "ref",
            Action = action,
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
        };
    }

    private static ForgeEvent PullRequest(ForgeEvent start, JsonElement body)
    {
        var number = body.Whole("number") ?? body.Whole("pull_request", "number");
        return start with
        {
            Number = number,
            Title = body.Text("pull_request", "title"),
            Url = body.Text("pull_request", "html_url"),
            Ref = PullRef(number),
            Branch = body.Text("pull_request", "base", "ref"),
            Sha = body.Text("pull_request", "head", "sha"),
            Before = GitRef.Commit(body.Text("before")),
            Draft = body.Flag("pull_request", "draft"),
            Merged = body.Flag("pull_request", "merged"),
            Labels = body.Texts("name", "pull_request", "labels"),
        };
    }

    private static ForgeEvent Issue(ForgeEvent start, JsonElement body) => start with
    {
        Number = body.Whole("issue", "number"),
        Title = body.Text("issue", "title"),
        Url = body.Text("issue", "html_url"),
        Labels = body.Texts("name", "issue", "labels"),
    };

    private static ForgeEvent Release(ForgeEvent start, JsonElement body)
    {
        var gitRef = GitRef.OfTag(body.Text("release", "tag_name"));
        return start with
        {
            Action = start.Action == "edited" ? "updated" : start.Action,
            Ref = gitRef.Full,
            Tag = gitRef.Tag,
            Title = body.Text("release", "name"),
            Url = body.Text("release", "html_url"),
            Draft = body.Flag("release", "draft"),
        };
    }

    private static ForgeEvent Wiki(ForgeEvent start, JsonElement body)
    {
        var page = body.Items("pages") is [var first, ..] ? first : default;
        return start with { Kind = "wiki", Action = page.Text("action"), Title = page.Text("title"), Url = page.Text("html_url") };
    }

    private static string? PullRequestAction(JsonElement body) => body.Text("action") switch
    {
        "closed" when body.Flag("pull_request", "merged") is true => "merged",
        "synchronize" => "updated",
        var action => action,
    };

    private static string? ReviewAction(JsonElement body) => (body.Text("action"), body.Text("review", "state")) switch
    {
        ("submitted", "approved") => "approved",
        ("submitted", "changes_requested") => "rejected",
        ("submitted", "commented") => "commented",
        var (action, _) => action,
    };

    private static string? PullRef(long? number) => number is null ? null : $"refs/pull/{number}/head";
}
