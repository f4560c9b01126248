using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>The neutral form of what Forgejo, Gitea and Gogs send.</summary>
internal static class GiteaForm
{
    // Servers that do not tell how many commits a push has cut the list at five unless configured otherwise.
    private const int OldCommitLimit = 5;

    /// <summary>Reads a body.</summary>
    /// <param name="provider">The configured provider.</param>
    /// <param name="eventName">The event type, or the coarse event of servers that send no type.</param>
    /// <param name="isFine">True when it is the type: the same word means other things in the coarse header.</param>
    /// <param name="body">The body.</param>
    public static ForgeEvent Read(string provider, string eventName, bool isFine, JsonElement body)
    {
        var start = new ForgeEvent
        {
            Provider = provider,
            Kind = eventName,
            Action = body.Text("action"),
            RepoFullName = body.Text("repository", "full_name"),
            RepoUrl = body.Text("repository", "html_url"),
            Sender = Login(body, "sender") ?? Login(body, "pusher"),
        };
        return (isFine ? eventName : Fine(eventName, body)) switch
        {
            "push" => Push(start, body),
            "create" => RefChange(start, body, "created"),
            "delete" => RefChange(start, body, "deleted"),
            "fork" => start with { Kind = "fork", Action = null },
            "issues" or "issue_assign" or "issue_label" or "issue_milestone" => Issue(start, body) with { Kind = "issue", Action = ActionOf(body, body.At("issue")) },
            "issue_comment" when body.Flag("is_pull") is not true => Issue(start, body) with { Kind = "issue_comment", Url = CommentUrl(body, "issue") },
            "issue_comment" or "pull_request_comment" => PullRequest(start, body) with { Kind = "pull_request_comment", Url = CommentUrl(body, "pull_request") ?? CommentUrl(body, "issue") },
            "pull_request_review_approved" => Review(start, body, "approved"),
            "pull_request_review_rejected" => Review(start, body, "rejected"),
            "pull_request_review_comment" => Review(start, body, "commented"),
            "pull_request" or "pull_request_assign" or "pull_request_label" or "pull_request_milestone" or "pull_request_sync" or "pull_request_review_request" =>
                PullRequest(start, body) with { Kind = "pull_request", Action = PullRequestAction(body) },
            "release" => Release(start, body),
            "workflow_job" => start with
            {
                Branch = body.Text("workflow_job", "head_branch"),
                Sha = body.Text("workflow_job", "head_sha"),
                Title = body.Text("workflow_job", "name"),
                Url = body.Text("workflow_job", "html_url"),
            },
            "action_run_failure" or "action_run_recover" or "action_run_success" => ActionRun(start, body),
            _ => start,
        };
    }

    private static string Fine(string coarse, JsonElement body) => coarse switch
    {
        "pull_request_approved" => "pull_request_review_approved",
        "pull_request_rejected" => "pull_request_review_rejected",
        // In the coarse header this word is a review with a comment; a plain comment is an issue_comment there.
        "pull_request_comment" when body.At("review") is not null => "pull_request_review_comment",
        _ => coarse,
    };

    private static ForgeEvent Push(ForgeEvent start, JsonElement body)
    {
        var commits = body.Items("commits") ?? [];
        var changed = ChangedFiles.Of(commits);
        var gitRef = GitRef.Of(body.Text("ref"));
        var total = body.Whole("total_commits");
        return start with
        {
            Action = null,
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
            Sha = GitRef.Commit(body.Text("after")),
            Before = GitRef.Commit(body.Text("before")),
            Url = body.Text("compare_url"),
            ChangedFiles = changed.Files,
            ChangedFilesComplete = changed.IsComplete && (total is { } known ? commits.Count >= known : commits.Count < OldCommitLimit),
        };
    }

    private static ForgeEvent RefChange(ForgeEvent start, JsonElement body, string action)
    {
        var type = body.Text("ref_type");
        var gitRef = GitRef.Of(body.Text("ref"), type);
        return start with
        {
            Kind = gitRef.Tag is not null ? "tag" : gitRef.Branch is not null ? "branch" : type ?? "ref",
            Action = action,
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
            Sha = GitRef.Commit(body.Text("sha")),
        };
    }

    private static ForgeEvent Issue(ForgeEvent start, JsonElement body) => start with
    {
        Number = body.Whole("issue", "number") ?? body.Whole("number"),
        Title = body.Text("issue", "title"),
        Url = body.Text("issue", "html_url") ?? PageUrl(start, "issues", body.Whole("issue", "number") ?? body.Whole("number")),
        Labels = body.Texts("name", "issue", "labels"),
    };

    private static ForgeEvent PullRequest(ForgeEvent start, JsonElement body)
    {
        // A comment on a pull request comes with the issue below it, and only newer servers add the pull request itself.
        var pull = body.At("pull_request") ?? body.At("issue");
        if (pull is not { } found)
        {
            return start;
        }

        var number = body.Whole("number") ?? found.Whole("number");
        return start with
        {
            Number = number,
            Title = found.Text("title"),
            Url = found.Text("html_url") ?? PageUrl(start, "pulls", number),
            Ref = number is null ? null : $"refs/pull/{number}/head",
            Branch = found.Text("base", "ref"),
            Sha = found.Text("head", "sha"),
            Draft = found.Flag("draft"),
            Merged = found.Flag("merged") ?? found.Flag("pull_request", "merged"),
            Labels = found.Texts("name", "labels"),
        };
    }

    private static ForgeEvent Review(ForgeEvent start, JsonElement body, string action) =>
        PullRequest(start, body) with { Kind = "pull_request_review", Action = action };

    private static ForgeEvent Release(ForgeEvent start, JsonElement body)
    {
        var gitRef = GitRef.OfTag(body.Text("release", "tag_name"));
        return start with
        {
            Ref = gitRef.Full,
            Tag = gitRef.Tag,
            Title = body.Text("release", "name"),
            Url = body.Text("release", "html_url"),
            Draft = body.Flag("release", "draft"),
        };
    }

    // The outcome is in the event's name already; the repository stands below the run.
    private static ForgeEvent ActionRun(ForgeEvent start, JsonElement body) => start with
    {
        Action = null,
        RepoFullName = start.RepoFullName ?? body.Text("run", "repository", "full_name"),
        RepoUrl = start.RepoUrl ?? body.Text("run", "repository", "html_url"),
        Branch = body.Text("run", "prettyref"),
        Sha = body.Text("run", "commit_sha"),
        Sender = start.Sender ?? body.Text("run", "trigger_user", "login"),
        Title = body.Text("run", "title"),
        Url = body.Text("run", "html_url"),
    };

    private static string? PullRequestAction(JsonElement body) =>
        body.Text("action") switch
        {
            "closed" when body.Flag("pull_request", "merged") is true => "merged",
            "synchronized" => "updated",
            _ => ActionOf(body, body.At("pull_request")),
        };

    // The forge says label_updated for both ways; when no label is left it can only have been a removal.
    private static string? ActionOf(JsonElement body, JsonElement? subject) =>
        body.Text("action") switch
        {
            "label_cleared" => "unlabeled",
            "label_updated" when subject?.Items("labels") is { Count: 0 } => "unlabeled",
            "label_updated" => "labeled",
            var action => action,
        };

    private static string? CommentUrl(JsonElement body, string subject) => body.Text("comment", "html_url") ?? body.Text(subject, "html_url");

    private static string? PageUrl(ForgeEvent start, string pages, long? number) =>
        start.RepoUrl is null || number is null ? null : $"{start.RepoUrl}/{pages}/{number}";

    private static string? Login(JsonElement body, string member) => body.Text(member, "login") ?? body.Text(member, "username");
}
