using System.Net;
using System.Security.Cryptography;
using System.Text;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class ForgeSendersTests
{
    private static readonly WebhookSourceConfig GitHub = Hook.Provider("github");
    private static readonly WebhookSourceConfig GitLab = Hook.Provider("gitlab");
    private static readonly WebhookSourceConfig Bitbucket = Hook.Provider("bitbucket");

    private static Hook FromGitHub(string body, string name) =>
        Hook.With(body).Header("X-GitHub-Event", name).Header("X-GitHub-Delivery", "guid").Header("X-Hub-Signature-256", "sha256=" + Hook.Hex(body));

    private static Hook FromGitLab(string body, string name) =>
        Hook.With(body).Header("X-Gitlab-Event", name).Header("X-Gitlab-Token", Hook.Secret);

    private static Hook FromBitbucket(string body, string key) =>
        Hook.With(body).Header("X-Event-Key", key).Header("X-Request-UUID", "uuid").Header("X-Hub-Signature", "sha256=" + Hook.Hex(body));

    private static string? Text(ReceivedEvent received, string name) => received.Forge!.Value.GetProperty(name).GetString();

    [Test]
    public void GitHub_AcceptsThePublishedVector()
    {
        var vector = Fixtures.Vectors().GetProperty("github");
        var body = vector.GetProperty("body").GetString()!;
        var config = Hook.Config($$"""{"provider":"github","secrets":[{{vector.GetProperty("secret").GetRawText()}}]}""");
        var hook = Hook.With(body).Header("X-GitHub-Event", "push").Header("X-Hub-Signature-256", vector.GetProperty("X-Hub-Signature-256").GetString()!);
        // Its body is no JSON: the signature holds and the parser refuses.
        hook.Refusal(config, 400);
        hook.Body[0] ^= 1;
        hook.Refusal(config, 401);
    }

    [TestCase("push", """{"ref":"refs/heads/main","before":"a","after":"b","commits":[]}""", "push")]
    [TestCase("create", """{"ref":"v1","ref_type":"tag"}""", "tag.created")]
    [TestCase("delete", """{"ref":"topic","ref_type":"branch"}""", "branch.deleted")]
    [TestCase("pull_request", """{"action":"synchronize","number":1,"pull_request":{}}""", "pull_request.updated")]
    [TestCase("pull_request", """{"action":"closed","pull_request":{"merged":true}}""", "pull_request.merged")]
    [TestCase("pull_request", """{"action":"closed","pull_request":{"merged":false}}""", "pull_request.closed")]
    [TestCase("pull_request", """{"action":"ready_for_review"}""", "pull_request.ready_for_review")]
    [TestCase("pull_request_review", """{"action":"submitted","review":{"state":"approved"}}""", "pull_request_review.approved")]
    [TestCase("pull_request_review", """{"action":"submitted","review":{"state":"changes_requested"}}""", "pull_request_review.rejected")]
    [TestCase("pull_request_review", """{"action":"submitted","review":{"state":"commented"}}""", "pull_request_review.commented")]
    [TestCase("pull_request_review", """{"action":"dismissed","review":{"state":"dismissed"}}""", "pull_request_review.dismissed")]
    [TestCase("pull_request_review_comment", """{"action":"created"}""", "pull_request_comment.created")]
    [TestCase("issues", """{"action":"labeled"}""", "issue.labeled")]
    [TestCase("issue_comment", """{"action":"created","issue":{"number":1}}""", "issue_comment.created")]
    [TestCase("issue_comment", """{"action":"created","issue":{"number":1,"pull_request":{}}}""", "pull_request_comment.created")]
    [TestCase("release", """{"action":"edited"}""", "release.updated")]
    [TestCase("gollum", """{"pages":[{"action":"edited"}]}""", "wiki.edited")]
    [TestCase("gollum", """{"pages":[]}""", "wiki")]
    [TestCase("registry_package", """{"action":"published"}""", "package.published")]
    [TestCase("workflow_job", """{"action":"queued"}""", "workflow_job.queued")]
    [TestCase("ping", """{"zen":"x"}""", "ping")]
    [TestCase("fork", """{}""", "fork")]
    [TestCase("check_run", """{"action":"completed"}""", "check_run.completed")]
    public void GitHub_TypeOfEvent(string name, string body, string expected) =>
        Assert.That(FromGitHub(body, name).Event(GitHub).Type, Is.EqualTo(expected));

    [Test]
    public void GitHub_SignsTheRawForm_NotTheJsonInIt()
    {
        const string json = """{"zen":"a b"}""";
        var form = "payload=" + WebUtility.UrlEncode(json);
        var received = FromGitHub(form, "ping").Type("application/x-www-form-urlencoded").Event(GitHub);
        Assert.That(Encoding.UTF8.GetString(received.Payload.Span), Is.EqualTo(json));
        FromGitHub(form, "ping").Type("application/x-www-form-urlencoded").Replace("X-Hub-Signature-256", "sha256=" + Hook.Hex(json)).Refusal(GitHub, 401);
    }

    [Test]
    public void GitHub_TakesNoSha1Signature()
    {
#pragma warning disable CA5350 // The signature that must not be taken.
        var sha1 = "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Hook.Secret), "{}"u8));
#pragma warning restore CA5350
        FromGitHub("{}", "ping").Replace("X-Hub-Signature-256", null).Header("X-Hub-Signature", sha1).Refusal(GitHub, 401);
    }

    [Test]
    public void GitHub_RefusesALookalike_AndNamesIt() =>
        Assert.That(FromGitHub("{}", "push").Header("X-Forgejo-Event", "push").Refusal(GitHub, 400).Detail, Does.Contain("forgejo"));

    [TestCase("""{"ref":"refs/heads/main","forced":true,"commits":[{"added":[]}]}""", false)]
    [TestCase("""{"ref":"refs/heads/main","forced":false,"commits":[{"added":[]}]}""", true)]
    public void GitHub_ChangedFilesAreNotComplete_WhenHistoryWasRewritten(string body, bool expected) =>
        Assert.That(FromGitHub(body, "push").Event(GitHub).Forge!.Value.GetProperty("changed_files_complete").GetBoolean(), Is.EqualTo(expected));

    [TestCase("Push Hook", """{"ref":"refs/heads/a","before":"0000000000000000000000000000000000000000","after":"b","commits":[],"total_commits_count":0}""", "push")]
    [TestCase("Push Hook", """{"ref":"refs/heads/a","before":"b","after":"0000000000000000000000000000000000000000","commits":[]}""", "branch.deleted")]
    [TestCase("Tag Push Hook", """{"ref":"refs/tags/v1","before":"0000","after":"b"}""", "tag.created")]
    [TestCase("Tag Push Hook", """{"ref":"refs/tags/v1","before":"b","after":"0000"}""", "tag.deleted")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"open","iid":1}}""", "pull_request.opened")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"merge"}}""", "pull_request.merged")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"update","oldrev":"a"}}""", "pull_request.updated")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"update"},"changes":{"labels":{"previous":[],"current":[{"id":1}]}}}""", "pull_request.labeled")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"update"},"changes":{"labels":{"previous":[{"id":1}],"current":[]}}}""", "pull_request.unlabeled")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"update"},"changes":{"assignees":{"previous":[],"current":[{"id":1}]}}}""", "pull_request.assigned")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"update"},"changes":{"reviewers":{"previous":[],"current":[{"id":1}]}}}""", "pull_request.review_requested")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"update"},"changes":{"title":{}}}""", "pull_request.edited")]
    [TestCase("Merge Request Hook", """{"object_attributes":{"action":"approved"}}""", "pull_request_review.approved")]
    [TestCase("Confidential Issue Hook", """{"object_attributes":{"action":"update"},"changes":{"milestone_id":{"previous":1,"current":null}}}""", "issue.demilestoned")]
    [TestCase("Note Hook", """{"object_attributes":{"noteable_type":"Issue","action":"update"}}""", "issue_comment.edited")]
    [TestCase("Note Hook", """{"object_attributes":{"noteable_type":"Commit"}}""", "commit_comment.created")]
    [TestCase("Release Hook", """{"action":"create","tag":"v1"}""", "release.published")]
    [TestCase("Wiki Page Hook", """{"object_attributes":{"action":"create"}}""", "wiki.created")]
    [TestCase("Pipeline Hook", """{"object_attributes":{"status":"success"}}""", "pipeline.success")]
    [TestCase("Job Hook", """{"build_status":"failed"}""", "workflow_job.failed")]
    [TestCase("System Hook", """{"event_name":"project_create","path_with_namespace":"o/r"}""", "repository.created")]
    [TestCase("System Hook", """{"object_kind":"push","ref":"refs/heads/a","after":"b"}""", "push")]
    [TestCase("Feature Flag Hook", """{}""", "feature_flag")]
    [TestCase("Push Hook", """["a template of the owner's own"]""", "push")]
    public void GitLab_TypeOfEvent(string name, string body, string expected) =>
        Assert.That(FromGitLab(body, name).Event(GitLab).Type, Is.EqualTo(expected));

    [TestCase(20, 21, false)]
    [TestCase(20, 20, true)]
    public void GitLab_ChangedFilesAreNotComplete_WhenCommitsWereCut(int sent, int total, bool expected)
    {
        var body = $$"""{"ref":"refs/heads/a","after":"b","total_commits_count":{{total}},"commits":[{{string.Join(',', Enumerable.Repeat("""{"added":["x"]}""", sent))}}]}""";
        Assert.That(FromGitLab(body, "Push Hook").Event(GitLab).Forge!.Value.GetProperty("changed_files_complete").GetBoolean(), Is.EqualTo(expected));
    }

    [Test]
    public void GitLab_NeverFallsBackToTheToken_WhenASignatureIsThere()
    {
        var time = Hook.Now / 1000;
        var key = new byte[32];
        var config = Hook.Config($$"""{"provider":"gitlab","secrets":["{{Hook.Secret}}","whsec_{{Convert.ToBase64String(key)}}"]}""");
        Hook Request(string body) => FromGitLab(body, "Push Hook").Header("webhook-id", "w1").Header("webhook-timestamp", $"{time}");
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"w1.{time}.{{}}")));
        Assert.Multiple(() =>
        {
            // The other webhook-* headers come with a plain token too.
            Assert.That(Request("{}").Event(config).DedupeKey, Is.EqualTo("w1"));
            Assert.That(Request("{}").Replace("X-Gitlab-Token", null).Header("webhook-signature", signature).Event(config).DedupeKey, Is.EqualTo("w1"));
            Request("[]").Header("webhook-signature", signature).Refusal(config, 401);
            Request("{}").Header("webhook-signature", "v1,AAAA").Refusal(config, 401);
        });
    }

    [TestCase("\"k1\"")]
    [TestCase("k1")]
    public void GitLab_KeyIsTheIdempotencyKey_WithOrWithoutQuotes(string sent)
    {
        var hook = FromGitLab("{}", "Push Hook").Header("Idempotency-Key", sent).Header("X-Gitlab-Webhook-UUID", "u").Header("X-Gitlab-Event-UUID", "e");
        Assert.That(hook.Event(GitLab).DedupeKey, Is.EqualTo("k1"));
        Assert.That(hook.Replace("Idempotency-Key", null).Event(GitLab).DedupeKey, Does.StartWith("sha256:"));
    }

    [Test]
    public void GitLab_DropsTheTokenFromTheHeaders() =>
        Assert.That(FromGitLab("{}", "Push Hook").Event(GitLab).Headers.Keys, Has.None.EqualTo("x-gitlab-token"));

    [TestCase("pullrequest:created", "pull_request.opened")]
    [TestCase("pullrequest:fulfilled", "pull_request.merged")]
    [TestCase("pullrequest:rejected", "pull_request.closed")]
    [TestCase("pullrequest:comment_created", "pull_request_comment.created")]
    [TestCase("pr:opened", "pull_request.opened")]
    [TestCase("pr:from_ref_updated", "pull_request.updated")]
    [TestCase("pr:reviewer:needs_work", "pull_request_review.rejected")]
    [TestCase("pr:comment:edited", "pull_request_comment.edited")]
    [TestCase("issue:comment_created", "issue_comment.created")]
    [TestCase("repo:fork", "fork")]
    [TestCase("diagnostics:ping", "ping")]
    [TestCase("repo:commit_status_created", "repo.commit_status_created")]
    [TestCase("pr:reviewer:changed", "pr_reviewer.changed")]
    [TestCase("odd", "odd")]
    public void Bitbucket_TypeOfEvent(string key, string expected) =>
        Assert.That(FromBitbucket("{}", key).Event(Bitbucket).Type, Is.EqualTo(expected));

    [Test]
    public void Bitbucket_GivesAnEventForEachRef_WhenOnePushMovesSeveral()
    {
        const string body = """
            {"actor":{"nickname":"ann"},"repository":{"full_name":"o/r","links":{"html":{"href":"https://b/o/r"}}},"push":{"changes":[
            {"old":{"type":"branch","name":"main","target":{"hash":"a"}},"new":{"type":"branch","name":"main","target":{"hash":"b"}}},
            {"old":null,"new":{"type":"tag","name":"v1","target":{"hash":"b"}}},
            {"old":{"type":"branch","name":"old","target":{"hash":"c"}},"new":null}]}}
            """;
        var events = FromBitbucket(body, "repo:push").Events(Bitbucket);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(one => one.Type), Is.EqualTo(new[] { "push", "tag.created", "branch.deleted" }));
            Assert.That(events.Select(one => one.DedupeKey), Is.EqualTo(new[] { "uuid#0", "uuid#1", "uuid#2" }));
            Assert.That(events.Select(one => Text(one, "sha")), Is.EqualTo(new[] { "b", "b", null }));
            Assert.That(events.Select(one => Text(one, "branch")), Is.EqualTo(new[] { "main", null, "old" }));
            Assert.That(Text(events[0], "before"), Is.EqualTo("a"));
            Assert.That(events[0].Forge!.Value.GetProperty("changed_files_complete").GetBoolean(), Is.False);
        });
    }

    [Test]
    public void Bitbucket_ReadsDataCenter()
    {
        const string push = """{"actor":{"name":"ann"},"repository":{"slug":"r","project":{"key":"O"}},"changes":[{"ref":{"id":"refs/heads/main"},"fromHash":"a","toHash":"b","type":"UPDATE"}]}""";
        var pushed = FromBitbucket(push, "repo:refs_changed").Event(Bitbucket);
        Assert.That((pushed.Type, pushed.Subject, Text(pushed, "branch"), Text(pushed, "sha")), Is.EqualTo(("push", "O/r", "main", "b")));
        const string pull = """{"actor":{"name":"ann"},"pullRequest":{"id":3,"title":"T","state":"OPEN","fromRef":{"latestCommit":"h"},"toRef":{"displayId":"main","repository":{"slug":"r","project":{"key":"O"}}}}}""";
        var opened = FromBitbucket(pull, "pr:opened").Event(Bitbucket);
        Assert.That((opened.Type, opened.Subject, Text(opened, "branch"), Text(opened, "sha")), Is.EqualTo(("pull_request.opened", "O/r", "main", "h")));
    }

    [Test]
    public void Bitbucket_AnswersAnUnsignedPing_AndNothingElseUnsigned()
    {
        var ping = Hook.With("""{"test":true}""").Header("X-Event-Key", "diagnostics:ping");
        Assert.That(ping.Send(Bitbucket), Is.InstanceOf<WebhookOutcome.Handshake>());
        ping.Header("X-Hub-Signature", "sha256=" + Hook.Hex("{}")).Refusal(Bitbucket, 401);
        Hook.With("{}").Header("X-Event-Key", "repo:push").Refusal(Bitbucket, 401);
    }
}
