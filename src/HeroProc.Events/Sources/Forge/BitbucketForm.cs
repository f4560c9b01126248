using System.Text.Json;

namespace HeroProc.Events.Sources.Forge;

/// <summary>
/// The neutral form of what Bitbucket Cloud and Bitbucket Data Center send. One push may move several refs; each becomes an
/// event. Neither sends the files of a push.
/// </summary>
internal static class BitbucketForm
{
    /// <summary>Reads a body; one event, or one for each ref a push moved.</summary>
    /// <param name="eventKey">The value of <c>X-Event-Key</c>, such as <c>repo:push</c>.</param>
    /// <param name="body">The body.</param>
    public static IReadOnlyList<ForgeEvent> Read(string eventKey, JsonElement body)
    {
        var colon = eventKey.LastIndexOf(':');
        var start = new ForgeEvent
        {
            Provider = "bitbucket",
            Kind = colon < 0 ? eventKey : eventKey[..colon].Replace(':', '_'),
            Action = colon < 0 ? null : eventKey[(colon + 1)..],
            RepoFullName = body.Text("repository", "full_name") ?? ServerName(body),
            RepoUrl = body.Text("repository", "links", "html", "href") ?? ServerUrl(body),
            Sender = body.Text("actor", "nickname") ?? body.Text("actor", "username") ?? body.Text("actor", "name") ?? body.Text("actor", "display_name"),
        };
        return eventKey switch
        {
            "repo:push" => Each(body.Items("push", "changes"), change => CloudPush(start, change), start with { Kind = "push", Action = null }),
            "repo:refs_changed" => Each(body.Items("changes"), change => ServerPush(start, change), start with { Kind = "push", Action = null }),
            _ => [Single(start, eventKey, body)],
        };
    }

    private static ForgeEvent Single(ForgeEvent start, string eventKey, JsonElement body) => eventKey switch
    {
        "repo:fork" or "repo:forked" => start with { Kind = "fork", Action = null },
        "repo:deleted" => start with { Kind = "repository", Action = "deleted" },
        "repo:created" => start with { Kind = "repository", Action = "created" },
        "diagnostics:ping" => start with { Kind = "ping", Action = null },
        "pullrequest:created" or "pr:opened" => Pull(start, body, "pull_request", "opened"),
        "pullrequest:updated" or "pr:from_ref_updated" => Pull(start, body, "pull_request", "updated"),
        "pr:modified" => Pull(start, body, "pull_request", "edited"),
        "pullrequest:fulfilled" or "pr:merged" => Pull(start, body, "pull_request", "merged"),
        "pullrequest:rejected" or "pr:declined" => Pull(start, body, "pull_request", "closed"),
        "pr:deleted" => Pull(start, body, "pull_request", "deleted"),
        "pr:reviewer:updated" => Pull(start, body, "pull_request", "review_requested"),
        "pullrequest:approved" or "pr:reviewer:approved" => Pull(start, body, "pull_request_review", "approved"),
        "pullrequest:changes_request_created" or "pr:reviewer:needs_work" => Pull(start, body, "pull_request_review", "rejected"),
        "pullrequest:unapproved" or "pr:reviewer:unapproved" => Pull(start, body, "pull_request_review", "unapproved"),
        "pullrequest:comment_created" or "pr:comment:added" => Comment(Pull(start, body, "pull_request_comment", "created"), body),
        "pullrequest:comment_updated" or "pr:comment:edited" => Comment(Pull(start, body, "pull_request_comment", "edited"), body),
        "pullrequest:comment_deleted" or "pr:comment:deleted" => Comment(Pull(start, body, "pull_request_comment", "deleted"), body),
        "issue:created" => Issue(start, body, "issue", "opened"),
        "issue:updated" => Issue(start, body, "issue", "edited"),
        "issue:comment_created" => Comment(Issue(start, body, "issue_comment", "created"), body),
        _ => start,
    };

    private static IReadOnlyList<ForgeEvent> Each(IReadOnlyList<JsonElement>? changes, Func<JsonElement, ForgeEvent> read, ForgeEvent none) =>
        changes is { Count: > 0 } ? [.. changes.Select(read)] : [none];

    private static ForgeEvent CloudPush(ForgeEvent start, JsonElement change)
    {
        var target = change.At("new") ?? change.At("old");
        var gitRef = target is { } found ? GitRef.Of(found.Text("name"), RefType(found.Text("type"))) : default;
        return RefUpdate(
            start,
            gitRef,
            change.Text("old", "target", "hash"),
            change.Text("new", "target", "hash"),
            change.Text("links", "html", "href"));
    }

    private static ForgeEvent ServerPush(ForgeEvent start, JsonElement change) => RefUpdate(
        start,
        GitRef.Of(change.Text("ref", "id") ?? change.Text("refId")),
        GitRef.Commit(change.Text("fromHash")),
        GitRef.Commit(change.Text("toHash")),
        url: null);

    private static ForgeEvent RefUpdate(ForgeEvent start, GitRef gitRef, string? before, string? sha, string? url)
    {
        var (kind, action) = (gitRef.Tag is not null, before is null, sha is null) switch
        {
            (true, _, true) => ("tag", "deleted"),
            (true, true, _) => ("tag", "created"),
            (false, _, true) => ("branch", "deleted"),
            _ => ("push", (string?)null),
        };
        return start with
        {
            Kind = kind,
            Action = action,
            Ref = gitRef.Full,
            Branch = gitRef.Branch,
            Tag = gitRef.Tag,
            Before = before,
            Sha = sha,
            Url = url,
            ChangedFilesComplete = kind == "push" ? false : null,
        };
    }

    private static ForgeEvent Pull(ForgeEvent start, JsonElement body, string kind, string action)
    {
        // Cloud and Data Center name the two ends differently.
        var pull = body.At("pullrequest") ?? body.At("pullRequest") ?? default;
        return start with
        {
            Kind = kind,
            Action = action,
            RepoFullName = start.RepoFullName ?? ServerName(pull.At("toRef") ?? default),
            RepoUrl = start.RepoUrl ?? ServerUrl(pull.At("toRef") ?? default),
            Number = pull.Whole("id"),
            Title = pull.Text("title"),
            Url = pull.Text("links", "html", "href") ?? ServerUrlOf(pull),
            Ref = pull.Whole("id") is { } id && pull.At("fromRef") is not null ? $"refs/pull-requests/{id}/from" : null,
            Branch = pull.Text("destination", "branch", "name") ?? pull.Text("toRef", "displayId"),
            Sha = pull.Text("source", "commit", "hash") ?? pull.Text("fromRef", "latestCommit"),
            Before = GitRef.Commit(body.Text("previousFromHash")),
            Draft = pull.Flag("draft"),
            Merged = pull.Text("state") is { } state ? state == "MERGED" : null,
        };
    }

    private static ForgeEvent Issue(ForgeEvent start, JsonElement body, string kind, string action) => start with
    {
        Kind = kind,
        Action = action,
        Number = body.Whole("issue", "id"),
        Title = body.Text("issue", "title"),
        Url = body.Text("issue", "links", "html", "href"),
    };

    private static ForgeEvent Comment(ForgeEvent on, JsonElement body) => on with { Url = body.Text("comment", "links", "html", "href") ?? on.Url };

    private static string? RefType(string? type) => type is "annotated_tag" ? "tag" : type is "named_branch" ? "branch" : type;

    private static string? ServerName(JsonElement holder) =>
        holder.Text("repository", "project", "key") is { } project && holder.Text("repository", "slug") is { } slug ? $"{project}/{slug}" : null;

    private static string? ServerUrl(JsonElement holder) => holder.At("repository") is { } repository ? ServerUrlOf(repository) : null;

    private static string? ServerUrlOf(JsonElement holder) => holder.Items("links", "self") is [var first, ..] ? first.Text("href") : null;
}
