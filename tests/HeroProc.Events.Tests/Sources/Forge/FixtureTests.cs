using System.Text.Json;
using HeroProc.Events.Sources.Webhook;
using HeroProc.Events.Tests.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Forge;

/// <summary>Real bodies: taken when signed, refused with one byte changed, and read as another project reads them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FixtureTests
{
    private static readonly Dictionary<string, (string Event, string Type)> Expected = new()
    {
        ["forgejo/HookPullRequest.json"] = ("pull_request", "pull_request.opened"),
        ["forgejo/HookPullRequestLabelAdded.json"] = ("pull_request_label", "pull_request.labeled"),
        ["forgejo/HookPullRequestMerged.json"] = ("pull_request", "pull_request.merged"),
        ["forgejo/HookPush.json"] = ("push", "push"),
        ["forgejo/HookRelease.json"] = ("release", "release.published"),
        ["forgejo/HookTag.json"] = ("create", "tag.created"),
        ["gitea/issues_opened.json"] = ("issues", "issue.opened"),
        ["gitea/pull_request_opened.json"] = ("pull_request", "pull_request.opened"),
        ["gitea/push.json"] = ("push", "push"),
        ["gitea/tag_create.json"] = ("create", "tag.created"),
        ["github/pr_opened.json"] = ("pull_request", "pull_request.opened"),
        ["github/push.json"] = ("push", "push"),
        ["github/release_published.json"] = ("release", "release.published"),
        ["gitlab/branch_create.json"] = ("Push Hook", "push"),
        ["gitlab/issue_create.json"] = ("Issue Hook", "issue.opened"),
        ["gitlab/merge_request_comment_create.json"] = ("Note Hook", "pull_request_comment.created"),
    };

    private static IEnumerable<TestCaseData> Files => new[] { "forgejo", "gitea", "github", "gitlab" }.SelectMany(Fixtures.Of);

    [TestCaseSource(nameof(Files))]
    public void ABodyIsTaken_WhenSigned_AndRefused_WithOneByteChanged(string file)
    {
        var body = Fixtures.Read(file);
        Assert.That(Request(file, body, body).Event(Config(file)).Type, Is.EqualTo(Expected[file].Type));
        if (Config(file).Sender.Name == "gitlab")
        {
            // A token covers no byte of the body; the signature that does is tested with Standard Webhooks.
            return;
        }

        foreach (var at in new[] { 0, body.Length / 2, body.Length - 1 })
        {
            var changed = (byte[])body.Clone();
            changed[at] ^= 1;
            Request(file, changed, body).Refusal(Config(file), 401);
        }
    }

    [TestCaseSource(nameof(Files))]
    public void TheForm_AgreesWithAnotherProjects(string file)
    {
        if (Fixtures.Golden(file) is not { } golden)
        {
            Assert.Ignore("There is no second opinion on this body.");
            return;
        }

        var body = Fixtures.Read(file);
        var forge = Request(file, body, body).Event(Config(file)).Forge!.Value;
        var repo = golden.GetProperty("Repo");
        var subject = Find(golden, "PullRequest") ?? Find(golden, "Issue");
        var pull = Find(golden, "PullRequest") ?? (subject is { } issue ? Find(issue, "PullRequest") : null);
        Assert.Multiple(() =>
        {
            Assert.That(forge.GetProperty("repo").GetProperty("full_name").GetString(), Is.EqualTo($"{Text(repo, "Namespace")}/{Text(repo, "Name")}"));
            Assert.That(forge.GetProperty("repo").GetProperty("url").GetString(), Is.EqualTo(Text(repo, "Link")));
            Assert.That(forge.GetProperty("sender").GetString(), Is.EqualTo(Text(golden.GetProperty("Sender"), "Login")));
            if (subject is { } numbered)
            {
                Assert.That(forge.GetProperty("number").GetInt64(), Is.EqualTo(numbered.GetProperty("Number").GetInt64()));
                Assert.That(forge.GetProperty("title").GetString(), Is.EqualTo(Text(numbered, "Title")));
            }

            if (pull is { } request)
            {
                Assert.That(forge.GetProperty("ref").GetString(), Is.EqualTo(Text(request, "Ref")));
                Assert.That(forge.GetProperty("sha").GetString(), Is.EqualTo(Text(request, "Sha")));
                Assert.That(forge.GetProperty("branch").GetString(), Is.EqualTo(Text(request, "Target")));
            }

            if (Find(golden, "Commit") is { } commit)
            {
                Assert.That(forge.GetProperty("ref").GetString(), Is.EqualTo(Text(golden, "Ref")));
                Assert.That(forge.GetProperty("sha").GetString(), Is.EqualTo(Text(commit, "Sha")));
            }

            if (Find(golden, "Ref") is { ValueKind: JsonValueKind.Object } named)
            {
                Assert.That(forge.GetProperty("tag").GetString(), Is.EqualTo(Text(named, "Name")));
                Assert.That(forge.GetProperty("sha").GetString(), Is.EqualTo(Text(named, "Sha")));
            }

            if (Find(golden, "Release") is { } release)
            {
                Assert.That(forge.GetProperty("tag").GetString(), Is.EqualTo(Text(release, "Tag")));
                Assert.That(forge.GetProperty("title").GetString(), Is.EqualTo(Text(release, "Title")));
            }
        });
    }

    [Test]
    public void ASecretInAnOldPayload_StaysOutOfEverythingButThePayload()
    {
        var body = """{"secret":"old-hook-secret","ref":"v1","ref_type":"tag","repository":{"full_name":"o/r"}}""";
        var received = ForgejoSenderTests.Request(body, "create").Event(Hook.Provider("forgejo"));
        Assert.That(received.Forge!.Value.GetRawText(), Does.Not.Contain("old-hook-secret"));
        Assert.That(received.Headers.Values, Has.None.Contains("old-hook-secret"));
    }

    private static WebhookSourceConfig Config(string file) => Hook.Provider(file[..file.IndexOf('/')]);

    private static Hook Request(string file, byte[] sent, byte[] signed)
    {
        var (name, _) = Expected[file];
        var hex = Hook.Hex(signed);
        return file[..file.IndexOf('/')] switch
        {
            "forgejo" => Hook.With(sent).Header("X-Forgejo-Event-Type", name).Header("X-Forgejo-Signature", hex),
            "gitea" => Hook.With(sent).Header("X-Gitea-Event-Type", name).Header("X-Gitea-Signature", hex),
            "github" => Hook.With(sent).Header("X-GitHub-Event", name).Header("X-Hub-Signature-256", "sha256=" + hex),
            _ => Hook.With(sent).Header("X-Gitlab-Event", name).Header("X-Gitlab-Token", Hook.Secret),
        };
    }

    private static JsonElement? Find(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
