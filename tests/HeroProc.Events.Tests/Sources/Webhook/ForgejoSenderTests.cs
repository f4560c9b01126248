using System.Net;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Sources.Webhook;

namespace HeroProc.Events.Tests.Sources.Webhook;

[Parallelizable(ParallelScope.All)]
public sealed class ForgejoSenderTests
{
    private const string Push = """{"ref":"refs/heads/main","before":"0000000000000000000000000000000000000000","after":"abc1","total_commits":1,"commits":[{"added":["a"],"modified":["b","a"],"removed":[]}],"repository":{"full_name":"o/r","html_url":"https://f/o/r"},"sender":{"login":"ann"}}""";

    private static readonly WebhookSourceConfig Config = Hook.Provider("forgejo");

    // What a Forgejo server sends: four groups of the same headers, the hubs' signatures, and the owner's Authorization.
    internal static Hook Request(string body, string type = "push", string? coarse = null)
    {
        var hook = Hook.With(body);
        var hex = Hook.Hex(body);
        foreach (var family in new[] { "Forgejo", "Gitea", "Gogs", "GitHub" })
        {
            hook.Header($"X-{family}-Delivery", "11111111-2222-3333-4444-555555555555")
                .Header($"X-{family}-Event", coarse ?? type)
                .Header($"X-{family}-Event-Type", type);
        }

        return hook.Header("X-Forgejo-Signature", hex).Header("X-Gitea-Signature", hex).Header("X-Gogs-Signature", hex)
            .Header("X-Hub-Signature-256", $"sha256={hex}").Header("X-Hub-Signature", "sha1=0000").Header("Authorization", "Bearer owner");
    }

    [Test]
    public void Receive_GivesTheEvent_WhenASignedPushComes()
    {
        var received = Request(Push).Event(Config);
        Assert.Multiple(() =>
        {
            Assert.That(received.Type, Is.EqualTo("push"));
            Assert.That(received.Subject, Is.EqualTo("o/r"));
            Assert.That(received.DedupeKey, Is.EqualTo("11111111-2222-3333-4444-555555555555"));
            Assert.That(Encoding.UTF8.GetString(received.Payload.Span), Is.EqualTo(Push));
            Assert.That(received.Forge!.Value.GetRawText(), Is.EqualTo(
                """{"provider":"forgejo","kind":"push","action":null,"repo":{"full_name":"o/r","url":"https://f/o/r"},"ref":"refs/heads/main","branch":"main","tag":null,"sha":"abc1","before":null,"sender":"ann","number":null,"title":null,"url":null,"draft":null,"merged":null,"labels":null,"changed_files":["a","b"],"changed_files_complete":true}"""));
        });
    }

    [Test]
    public void Receive_KeepsNoProof_WhenHeadersAreKept()
    {
        var received = Request(Push).Header("X-Note", "mine").Header("X-Mine", $"with {Hook.Secret} inside").Header("Cookie", "a=b").Event(Config);
        Assert.That(received.Headers.Keys, Is.EquivalentTo(new[]
        {
            "content-type", "x-note",
            "x-forgejo-delivery", "x-forgejo-event", "x-forgejo-event-type", "x-gitea-delivery", "x-gitea-event", "x-gitea-event-type",
            "x-gogs-delivery", "x-gogs-event", "x-gogs-event-type", "x-github-delivery", "x-github-event", "x-github-event-type",
        }));
    }

    [TestCase("package", "package.created")]
    [TestCase("schedule", "schedule.created")]
    [TestCase("workflow_dispatch", "workflow_dispatch.created")]
    public void Receive_ReadsTheFineType_WhenTheCoarseHeaderIsEmpty(string type, string expected) =>
        Assert.That(Request("""{"action":"created"}""", type, coarse: "").Event(Config).Type, Is.EqualTo(expected));

    [TestCase("pull_request_comment", "issue_comment", "pull_request_comment.created")]
    [TestCase("pull_request_review_comment", "pull_request_comment", "pull_request_review.commented")]
    [TestCase("pull_request_review_approved", "pull_request_approved", "pull_request_review.approved")]
    [TestCase("pull_request_review_rejected", "pull_request_rejected", "pull_request_review.rejected")]
    public void Receive_KeysOnTheFineType_WhenTheCoarseOneMeansSomethingElse(string type, string coarse, string expected) =>
        Assert.That(Request("""{"action":"created","is_pull":true,"issue":{"number":3}}""", type, coarse).Event(Config).Type, Is.EqualTo(expected));

    [Test]
    public void Receive_VerifiesTheJson_WhenItTravelsAsAForm()
    {
        var hook = Request(Push).Type("application/x-www-form-urlencoded");
        hook.Body = Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(Push));
        var received = hook.Event(Config);
        Assert.That(Encoding.UTF8.GetString(received.Payload.Span), Is.EqualTo(Push));
        Assert.That(received.ContentType, Is.EqualTo("application/json"));
    }

    [Test]
    public void Receive_VerifiesTheJson_WhenItTravelsInAQuery()
    {
        var hook = Request(Push).Type(null);
        hook.Method = "GET";
        hook.Query = "payload=" + Uri.EscapeDataString(Push);
        hook.Body = [];
        Assert.That(Encoding.UTF8.GetString(hook.Event(Config).Payload.Span), Is.EqualTo(Push));
    }

    [TestCase("payload=%7B%7D&payload=%7B%7D")]
    [TestCase("payload=%7")]
    [TestCase("payload=%zz")]
    [TestCase("other=1")]
    [TestCase("")]
    public void Receive_Refuses_WhenAFormHoldsNoOnePayload(string form)
    {
        var hook = Request("{}").Type("application/x-www-form-urlencoded");
        hook.Body = Encoding.UTF8.GetBytes(form);
        hook.Refusal(Config, 401);
        Assert.That(hook.Refusal(Hook.Config("""{"provider":"forgejo","allow_unsigned":true}"""), 400).Detail, Does.Contain("'payload'"));
    }

    [TestCase("")]
    [TestCase(null)]
    public void Receive_TakesNoEmptySignatureForOne_WhenTheHookHasNoSecret(string? signature)
    {
        var hook = Request(Push).Replace("X-Gitea-Signature", signature).Replace("X-Gogs-Signature", signature).Replace("X-Forgejo-Signature", signature)
            .Replace("X-Hub-Signature-256", "sha256=");
        Assert.That(hook.Refusal(Config, 401).Detail, Does.Contain("X-Forgejo-Signature").And.Not.Contain(Hook.Hex(Push)));
    }

    [TestCase("HEX")]
    [TestCase("sha256=HEX")]
    [TestCase("HEX0")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000")]
    public void Receive_Refuses_WhenTheSignatureIsOfAnotherBodyOrForm(string form)
    {
        var hook = Request(Push).Replace("X-Forgejo-Signature", form.Replace("HEX", Hook.Hex(form == "HEX" ? "{}" : Push), StringComparison.Ordinal));
        hook.Refusal(Config, 401);
    }

    [Test]
    public void Receive_Refuses_WhenTheSignatureHeaderIsRepeated() =>
        Request(Push).Header("x-forgejo-signature", Hook.Hex(Push)).Refusal(Config, 401);

    [Test]
    public void Receive_Answers400_WhenTheEventHeaderIsMissing()
    {
        var hook = Hook.With(Push).Header("X-Forgejo-Signature", Hook.Hex(Push));
        Assert.That(hook.Refusal(Config, 400).Detail, Does.Contain("X-Forgejo-Event-Type"));
    }

    [TestCase("text/plain")]
    [TestCase("multipart/form-data")]
    [TestCase("application/json; charset=latin1")]
    public void Receive_Answers415_WhenTheContentTypeIsNotTaken(string type) => Request(Push).Type(type).Refusal(Config, 415);

    [TestCase(14, 14, true)]
    [TestCase(15, 16, false)]
    [TestCase(15, 15, true)]
    public void ChangedFilesComplete_IsFalse_WhenTheServerCutTheCommits(int sent, int total, bool expected) =>
        Assert.That(Complete(Commits(sent, total, """{"added":[],"modified":["x"],"removed":[]}""")), Is.EqualTo(expected));

    [Test]
    public void ChangedFilesComplete_IsFalse_WhenACommitHasNoFiles() =>
        Assert.That(Complete(Commits(1, 1, """{"added":null,"modified":null,"removed":null}""")), Is.False);

    [TestCase(4, true)]
    [TestCase(5, false)]
    public void ChangedFilesComplete_IsFalse_WhenTheTotalIsUnknownAndTheListMayBeCut(int sent, bool expected) =>
        Assert.That(Complete(Commits(sent, null, """{"added":[],"modified":["x"],"removed":[]}""")), Is.EqualTo(expected));

    [TestCase("refs/tags/v1", TestName = "A hook of type FORGEJO keeps the full ref")]
    [TestCase("v1", TestName = "A hook of type GITEA shortens the ref")]
    public void Ref_IsTheSame_WhicheverHookTypeSent(string sent)
    {
        var forge = Request($$"""{"ref":"{{sent}}","ref_type":"tag","sha":"abc"}""", "create").Event(Config).Forge!.Value;
        Assert.That(forge.GetProperty("ref").GetString(), Is.EqualTo("refs/tags/v1"));
        Assert.That(forge.GetProperty("tag").GetString(), Is.EqualTo("v1"));
    }

    [Test]
    public void DedupeKey_FollowsTheDeliveryId_WhenTheBodyIsTheSame()
    {
        var first = Request(Push).Event(Config);
        var second = Request(Push).Replace("X-Forgejo-Delivery", "another").Event(Config);
        Assert.That(second.DedupeKey, Is.Not.EqualTo(first.DedupeKey));
    }

    [Test]
    public void DedupeKey_IsTheHashOfTheBody_WhenNoDeliveryIdCame()
    {
        var hook = Hook.With(Push).Header("X-Forgejo-Signature", Hook.Hex(Push)).Header("X-Forgejo-Event-Type", "push");
        Assert.That(hook.Event(Config).DedupeKey, Does.StartWith("sha256:").And.Length.EqualTo(71));
    }

    [Test]
    public void Forge_IsBounded_WhateverTheBodyHolds()
    {
        var files = string.Join(',', Enumerable.Range(0, 6000).Select(i => $"\"file-{i}\""));
        var many = Request($$"""{"ref":"refs/heads/main","total_commits":1,"commits":[{"added":[{{files}}]}]}""").Event(Config).Forge!.Value;
        Assert.That(many.GetProperty("changed_files").GetArrayLength(), Is.EqualTo(5000));
        Assert.That(many.GetProperty("changed_files_complete").GetBoolean(), Is.False);
        var longText = new string('x', 1_000_000);
        var titled = Request($$"""{"action":"opened","issue":{"title":"{{longText}}","labels":[{"name":"{{longText}}"}] } }""", "issues").Event(Config).Forge!.Value;
        Assert.That(titled.GetRawText(), Has.Length.LessThan(10_000));
        var longNames = Request($$"""{"commits":[{"added":["{{longText}}"]}],"total_commits":1}""").Event(Config).Forge!.Value;
        Assert.That(longNames.GetProperty("changed_files_complete").GetBoolean(), Is.False);
    }

    [Test]
    public void Receive_Refuses_WhenAFormIsNothingButSeparators()
    {
        var hook = Request("{}").Type("application/x-www-form-urlencoded");
        hook.Body = Encoding.ASCII.GetBytes(new string('&', 1_000_000) + "payload={}");
        hook.Refusal(Config, 401);
    }

    private static bool Complete(string push) => Request(push).Event(Config).Forge!.Value.GetProperty("changed_files_complete").GetBoolean();

    private static string Commits(int sent, int? total, string commit) => JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["ref"] = "refs/heads/main",
            ["commits"] = Enumerable.Repeat(JsonElement.Parse(commit), sent).ToArray(),
            ["total_commits"] = total,
        });
}
