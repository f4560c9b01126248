using System.Text.Json;
using HeroProc.Events.Tests.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Forge;

/// <summary>Every event type of Forgejo, with bodies of its shape, and what the neutral form says of it.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ForgejoEventsTests
{
    private const string Repo = """
        "repository":{"id":1,"full_name":"o/r","html_url":"https://f/o/r","owner":{"login":"o"}},"sender":{"id":2,"login":"ann"}
        """;

    private const string Issue = """
        "number":5,"issue":{"number":5,"title":"T","html_url":"https://f/o/r/issues/5","labels":[{"name":"bug"}]}
        """;

    private const string Pull = """
        "number":6,"pull_request":{"number":6,"title":"P","html_url":"https://f/o/r/pulls/6","draft":false,"merged":false,"labels":[],"base":{"ref":"main","sha":"b"},"head":{"ref":"topic","sha":"h"}}
        """;

    private const string AllFields =
        "provider kind action repo ref branch tag sha before sender number title url draft merged labels changed_files changed_files_complete";

    private static readonly HeroProc.Events.Sources.Webhook.WebhookSourceConfig Config = Hook.Provider("forgejo");

    [TestCase("create", """{"ref":"refs/heads/topic","ref_type":"branch","sha":"s",$R}""", "branch.created", """{"ref":"refs/heads/topic","branch":"topic","sha":"s"}""")]
    [TestCase("create", """{"ref":"topic","ref_type":"branch","sha":"s",$R}""", "branch.created", """{"ref":"refs/heads/topic","branch":"topic"}""")]
    [TestCase("create", """{"ref":"v1","ref_type":"tag","sha":"s",$R}""", "tag.created", """{"ref":"refs/tags/v1","tag":"v1","branch":null}""")]
    [TestCase("delete", """{"ref":"refs/tags/v1","ref_type":"tag","pusher_type":"user",$R}""", "tag.deleted", """{"tag":"v1","sha":null}""")]
    [TestCase("delete", """{"ref":"topic","ref_type":"branch","pusher_type":"user",$R}""", "branch.deleted", """{"branch":"topic"}""")]
    [TestCase("fork", """{"forkee":{"full_name":"x/r"},$R}""", "fork", """{"action":null}""")]
    [TestCase("push", """{"ref":"refs/tags/v1","before":"0000","after":"s","commits":[],"total_commits":0,$R}""", "push", """{"tag":"v1","branch":null,"before":null,"changed_files":[],"changed_files_complete":true}""")]
    [TestCase("push", """{"ref":"refs/heads/main","before":"a","after":"s","compare_url":"https://c","commits":[{"added":["x"],"removed":["y"],"modified":["x"]}],"total_commits":1,$R}""", "push", """{"branch":"main","before":"a","sha":"s","url":"https://c","changed_files":["x","y"]}""")]
    [TestCase("issues", """{"action":"opened",$I,$R}""", "issue.opened", """{"number":5,"title":"T","url":"https://f/o/r/issues/5","labels":["bug"],"ref":null}""")]
    [TestCase("issues", """{"action":"closed",$I,$R}""", "issue.closed", "{}")]
    [TestCase("issues", """{"action":"reopened",$I,$R}""", "issue.reopened", "{}")]
    [TestCase("issues", """{"action":"edited",$I,$R}""", "issue.edited", "{}")]
    [TestCase("issues", """{"action":"deleted",$I,$R}""", "issue.deleted", "{}")]
    [TestCase("issue_assign", """{"action":"assigned",$I,$R}""", "issue.assigned", "{}")]
    [TestCase("issue_assign", """{"action":"unassigned",$I,$R}""", "issue.unassigned", "{}")]
    [TestCase("issue_label", """{"action":"label_updated",$I,$R}""", "issue.labeled", "{}")]
    [TestCase("issue_label", """{"action":"label_cleared",$I,$R}""", "issue.unlabeled", "{}")]
    [TestCase("issue_milestone", """{"action":"milestoned",$I,$R}""", "issue.milestoned", "{}")]
    [TestCase("issue_milestone", """{"action":"demilestoned",$I,$R}""", "issue.demilestoned", "{}")]
    [TestCase("issue_comment", """{"action":"created",$I,"comment":{"html_url":"https://f/c"},"is_pull":false,$R}""", "issue_comment.created", """{"number":5,"url":"https://f/c"}""")]
    [TestCase("issue_comment", """{"action":"edited",$I,"comment":{},"is_pull":false,$R}""", "issue_comment.edited", """{"url":"https://f/o/r/issues/5"}""")]
    [TestCase("issue_comment", """{"action":"deleted",$I,"comment":{},$R}""", "issue_comment.deleted", "{}")]
    [TestCase("pull_request", """{"action":"opened",$P,$R}""", "pull_request.opened", """{"number":6,"title":"P","ref":"refs/pull/6/head","branch":"main","sha":"h","draft":false,"merged":false,"labels":[]}""")]
    [TestCase("pull_request", """{"action":"closed",$P,$R}""", "pull_request.closed", "{}")]
    [TestCase("pull_request", """{"action":"closed","number":6,"pull_request":{"merged":true,"html_url":"https://f/o/r/pulls/6"},$R}""", "pull_request.merged", """{"merged":true}""")]
    [TestCase("pull_request", """{"action":"reopened",$P,$R}""", "pull_request.reopened", "{}")]
    [TestCase("pull_request", """{"action":"edited",$P,$R}""", "pull_request.edited", "{}")]
    [TestCase("pull_request_sync", """{"action":"synchronized",$P,$R}""", "pull_request.updated", """{"sha":"h"}""")]
    [TestCase("pull_request_assign", """{"action":"assigned",$P,$R}""", "pull_request.assigned", "{}")]
    [TestCase("pull_request_assign", """{"action":"unassigned",$P,$R}""", "pull_request.unassigned", "{}")]
    [TestCase("pull_request_label", """{"action":"label_updated","pull_request":{"labels":[{"name":"a"}]},$R}""", "pull_request.labeled", """{"labels":["a"]}""")]
    [TestCase("pull_request_label", """{"action":"label_updated",$P,$R}""", "pull_request.unlabeled", """{"labels":[]}""")]
    [TestCase("pull_request_label", """{"action":"label_cleared",$P,$R}""", "pull_request.unlabeled", "{}")]
    [TestCase("pull_request_milestone", """{"action":"milestoned",$P,$R}""", "pull_request.milestoned", "{}")]
    [TestCase("pull_request_milestone", """{"action":"demilestoned",$P,$R}""", "pull_request.demilestoned", "{}")]
    [TestCase("pull_request_review_request", """{"action":"review_requested",$P,$R}""", "pull_request.review_requested", "{}")]
    [TestCase("pull_request_review_request", """{"action":"review_request_removed",$P,$R}""", "pull_request.review_request_removed", "{}")]
    [TestCase("pull_request_comment", """{"action":"created",$I,"comment":{"html_url":"https://f/c"},"is_pull":true,$R}""", "pull_request_comment.created", """{"number":5,"ref":"refs/pull/5/head","url":"https://f/c"}""")]
    [TestCase("pull_request_comment", """{"action":"edited",$I,$P,"comment":{},"is_pull":true,$R}""", "pull_request_comment.edited", """{"branch":"main"}""")]
    [TestCase("pull_request_comment", """{"action":"deleted",$I,"comment":{},"is_pull":true,$R}""", "pull_request_comment.deleted", "{}")]
    [TestCase("pull_request_review_approved", """{"action":"reviewed","review":{"type":"pull_request_review_approved"},$P,$R}""", "pull_request_review.approved", """{"number":6,"sha":"h"}""")]
    [TestCase("pull_request_review_rejected", """{"action":"reviewed","review":{},$P,$R}""", "pull_request_review.rejected", "{}")]
    [TestCase("pull_request_review_comment", """{"action":"reviewed","review":{},$P,$R}""", "pull_request_review.commented", "{}")]
    [TestCase("wiki", """{"action":"edited","page":"Home","comment":"",$R}""", "wiki.edited", "{}")]
    [TestCase("repository", """{"action":"created",$R}""", "repository.created", "{}")]
    [TestCase("repository", """{"action":"deleted",$R}""", "repository.deleted", "{}")]
    [TestCase("release", """{"action":"published","release":{"tag_name":"v1","name":"One","html_url":"https://f/r","draft":false},$R}""", "release.published", """{"tag":"v1","ref":"refs/tags/v1","title":"One","url":"https://f/r","draft":false}""")]
    [TestCase("release", """{"action":"updated","release":{},$R}""", "release.updated", "{}")]
    [TestCase("release", """{"action":"deleted","release":{},$R}""", "release.deleted", "{}")]
    [TestCase("package", """{"action":"created","package":{},$R}""", "package.created", "{}")]
    [TestCase("schedule", """{"action":"",$R}""", "schedule", """{"action":null}""")]
    [TestCase("workflow_dispatch", """{$R}""", "workflow_dispatch", "{}")]
    [TestCase("action_run_failure", """{"action":"failure","run":{"repository":{"full_name":"o/r","html_url":"https://f/o/r"},"prettyref":"main","commit_sha":"s","title":"Build","html_url":"https://f/run","trigger_user":{"login":"ann"}},"prior_status":"running"}""", "action_run_failure", """{"branch":"main","sha":"s","title":"Build","action":null}""")]
    [TestCase("action_run_recover", """{"action":"recover",$R}""", "action_run_recover", "{}")]
    [TestCase("action_run_success", """{"action":"success",$R}""", "action_run_success", "{}")]
    [TestCase("workflow_job", """{"action":"completed","workflow_job":{"head_sha":"s","head_branch":"main","name":"build"},$R}""", "workflow_job.completed", """{"branch":"main","sha":"s"}""")]
    [TestCase("something_new", """{"action":"done",$R}""", "something_new.done", "{}")]
    public void TypeAndForm(string type, string body, string expectedType, string expected)
    {
        body = body.Replace("$R", Repo.Trim(), StringComparison.Ordinal).Replace("$I", Issue.Trim(), StringComparison.Ordinal).Replace("$P", Pull.Trim(), StringComparison.Ordinal);
        var received = ForgejoSenderTests.Request(body, type).Event(Config);
        var forge = received.Forge!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(received.Type, Is.EqualTo(expectedType));
            Assert.That(forge.GetProperty("repo").GetRawText(), Is.EqualTo("""{"full_name":"o/r","url":"https://f/o/r"}"""));
            Assert.That(forge.GetProperty("sender").GetString(), Is.EqualTo("ann"));
            Assert.That(string.Join(' ', forge.EnumerateObject().Select(member => member.Name)), Is.EqualTo(AllFields));
            foreach (var member in JsonElement.Parse(expected).EnumerateObject())
            {
                Assert.That(forge.GetProperty(member.Name).GetRawText(), Is.EqualTo(member.Value.GetRawText()), member.Name);
            }
        });
    }

    [TestCase("pull_request_approved", "pull_request_review.approved")]
    [TestCase("pull_request_rejected", "pull_request_review.rejected")]
    [TestCase("pull_request_comment", "pull_request_review.commented")]
    public void CoarseEventStandsIn_WhenAnOldServerSendsNoType(string coarse, string expected)
    {
        const string body = """{"action":"reviewed","review":{"content":""},"pull_request":{}}""";
        var hook = Hook.With(body).Header("X-Gitea-Event", coarse).Header("X-Gitea-Signature", Hook.Hex(body));
        Assert.That(hook.Event(Hook.Provider("gitea")).Type, Is.EqualTo(expected));
    }

    [Test]
    public void IsPullTellsACommentApart_WhenAnOldServerSendsNoType()
    {
        const string body = """{"action":"created","is_pull":true,"issue":{"number":4}}""";
        var hook = Hook.With(body).Header("X-Gogs-Event", "issue_comment").Header("X-Gogs-Signature", Hook.Hex(body));
        Assert.That(hook.Event(Hook.Provider("gogs")).Type, Is.EqualTo("pull_request_comment.created"));
    }
}
