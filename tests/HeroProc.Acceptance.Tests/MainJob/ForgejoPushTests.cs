using System.Net;
using System.Text;
using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>The main job: a signed push of a forge runs the bot's workflow with the inputs of its mapping.</summary>
[TestFixture]
public sealed class ForgejoPushTests
{
    // Spaces, an escape, a number of 20 digits and a key given twice: what a parser would change.
    private const string OwnPush = """
        { "ref" : "refs/heads/main", "before":"4b2626259b5a97b6b4eab5e6cca66adb986b672b","after":"ef98532add3b2feb7a137426bba1248724367df5",
          "big": 12345678901234567890, "text":"\u00e9 ü $(touch /x) `id` '; rm -rf x", "text2":"a\"b",
          "commits":[{"id":"ef98532add3b2feb7a137426bba1248724367df5","message":"bump\n","added":["CHANGELOG.md"],"removed":[],"modified":["app/a.rb"]}],
          "repository":{"id":1,"name":"hello-world","full_name":"gordon/hello-world","html_url":"http://forge.example/gordon/hello-world"},
          "pusher":{"login":"gordon","username":"gordon"},"sender":{"login":"gordon","username":"gordon"} }
        """;

    private static IEnumerable<TestCaseData> Pushes()
    {
        yield return new TestCaseData(Encoding.UTF8.GetBytes(OwnPush)).SetArgDisplayNames("own body");
        if (Environment.GetEnvironmentVariable("HEROPROC_PAYLOADS") is { Length: > 0 } folder && File.Exists(Path.Combine(folder, "forgejo", "HookPush.json")))
        {
            yield return new TestCaseData(File.ReadAllBytes(Path.Combine(folder, "forgejo", "HookPush.json"))).SetArgDisplayNames("HookPush.json");
        }
    }

    [TestCaseSource(nameof(Pushes)), CancelAfter(120_000)]
    public async Task Push_RunsTheBotsWorkflow_AndIsKeptByteForByte(byte[] body)
    {
        await using var host = await StartAsync();
        using var client = host.HttpOverTcp();

        var answer = await Hook.PushAsync(client, "/hooks/forge", body, "d-1");

        Assert.That((answer.Status, answer.Duplicate), Is.EqualTo((202, false)), answer.Text);
        var found = await host.DeliveredAsync(answer.EventId);
        var kept = found.GetProperty("event");
        var delivery = found.GetProperty("deliveries").EnumerateArray().Single();
        Assert.Multiple(() =>
        {
            Assert.That(kept.GetProperty("id").GetString(), Is.EqualTo(answer.EventId));
            Assert.That(kept.GetProperty("source_id").GetString(), Is.EqualTo("forge"));
            Assert.That(kept.GetProperty("type").GetString(), Is.EqualTo("push"));
            Assert.That(Encoding.UTF8.GetBytes(kept.GetProperty("payload").GetString()!), Is.EqualTo(body), "the payload is kept byte for byte");
            Assert.That(kept.GetProperty("matched_triggers").GetRawText(), Is.EqualTo("""["on-push"]"""));
            Assert.That(kept.GetProperty("timestamp").GetUInt64(), Is.InRange(kept.GetProperty("received_at").GetUInt64() - 600_000, kept.GetProperty("received_at").GetUInt64() + 1));
            Assert.That(delivery.GetProperty("state").GetString(), Is.EqualTo("succeeded"), delivery.GetRawText());
            Assert.That(delivery.GetProperty("event_id").GetString(), Is.EqualTo(answer.EventId));
        });
        await AssertWhatTheJobGotAsync(host, answer.EventId, delivery, body);
    }

    [Test, CancelAfter(120_000)]
    public async Task Push_IsRefusedAndNothingIsKept_WhenItsSignatureIsNotTheRightOne()
    {
        await using var host = await StartAsync();
        using var client = host.HttpOverTcp();
        var body = Encoding.UTF8.GetBytes(OwnPush);
        var right = Hook.Sign(body);
        string?[] signatures = ["", "00", Hook.Sign(body, "another secret"), Hook.Sign(body, ""), right[..^2], right + "00", $"sha1={right}", new string('0', 64)];
        foreach (var signature in signatures)
        {
            AssertRefused(await Hook.PushAsync(client, "/hooks/forge", body, "d-1", signature), signature!);
        }

        AssertRefused(await Hook.PostAsync(client, "/hooks/forge", new ByteArrayContent(body), ("X-Forgejo-Event", "push"), ("X-Forgejo-Delivery", "d-1")), "no header");
        AssertRefused(await Hook.PushAsync(client, "/hooks/forge", [.. body, (byte)' '], "d-1", right), "another body");

        Assert.That(await host.EventIdsAsync(), Is.Empty);
        Assert.That(await host.JobsOfAsync("show"), Is.Empty);

        void AssertRefused(HookAnswer answer, string what) => Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.ContentType), Is.EqualTo((401, "application/problem+json")), what);
            Assert.That(answer.Text, Does.Contain("X-Forgejo-Signature").And.Not.Contains(right[..20]).And.Not.Contains(Hook.Secret), what);
        });
    }

    [Test, CancelAfter(120_000)]
    public async Task Push_IsADuplicateAndRunsNothing_WhenItComesAgain_AlsoAfterARestart()
    {
        await using var host = await StartAsync();
        var body = Encoding.UTF8.GetBytes(OwnPush);
        string first;
        using (var client = host.HttpOverTcp())
        {
            first = (await Hook.PushAsync(client, "/hooks/forge", body, "d-1")).EventId;
            var second = await Hook.PushAsync(client, "/hooks/forge", body, "d-1");
            Assert.That((second.Status, second.Duplicate, second.EventId), Is.EqualTo((202, true, first)));
        }

        await host.OnlyJobAsync(first);
        await host.Kill9Async();
        await host.RestartAsync();
        using (var client = host.HttpOverTcp())
        {
            var third = await Hook.PushAsync(client, "/hooks/forge", body, "d-1");
            var other = await Hook.PushAsync(client, "/hooks/forge", body, "d-2");

            Assert.That((third.Status, third.Duplicate, third.EventId), Is.EqualTo((202, true, first)));
            Assert.That((other.Status, other.Duplicate), Is.EqualTo((202, false)), "another delivery of the same body is another event");
            await host.OnlyJobAsync(other.EventId);
        }

        Assert.That(await host.JobsOfAsync("show"), Has.Length.EqualTo(2));
    }

    [Test, CancelAfter(120_000)]
    public async Task Pushes_SentAtOnceWithOneDeliveryId_AreOneEventAndOneJob()
    {
        await using var host = await StartAsync();
        using var client = host.HttpOverTcp();
        var body = Encoding.UTF8.GetBytes(OwnPush);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Hook.PushAsync(client, "/hooks/forge", body, "d-1")));

        Assert.That(answers.Select(static answer => answer.Status), Is.All.EqualTo((int)HttpStatusCode.Accepted));
        Assert.That(answers.Select(static answer => answer.EventId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers.Count(static answer => !answer.Duplicate), Is.EqualTo(1));
        await host.OnlyJobAsync(answers[0].EventId);
        Assert.That(await host.JobsOfAsync("show"), Has.Length.EqualTo(1));
    }

    internal static async Task<HostProcess> StartAsync()
    {
        var host = await HostProcess.StartAsync();
        await host.SetShowingActionAsync();
        var registered = await host.ResultAsync("event.register", new
        {
            source = new { id = "forge", source_type = "webhook", config = new { provider = "forgejo", secrets = new[] { Hook.Secret } } },
            trigger = new
            {
                id = "on-push",
                event_source_id = "forge",
                filter = new { type = new[] { "push" }, forge = new { branch = new object[] { "main", new { prefix = "release/" } } } },
                action = new
                {
                    kind = "workflow",
                    workflow_id = "show",
                    bot_id = "qa",
                    inputs = new { repo = "{{ forge.repo.full_name }}", files = "{{ forge.changed_files }}", note = "by {{ forge.sender }}" },
                },
            },
        });
        Assert.That(registered.GetRawText(), Is.EqualTo("""{"source_id":"forge","trigger_id":"on-push","webhook_url":"/hooks/forge","created":true}"""));
        return host;
    }

    private static async Task AssertWhatTheJobGotAsync(HostProcess host, string eventId, JsonElement delivery, byte[] body)
    {
        var jobId = delivery.GetProperty("job_id").GetString()!;
        var job = await host.ResultAsync("job.get", new { job_id = jobId });
        var lines = await host.OutputOfAsync(jobId);
        string Of(string name) => lines.Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
        var inputs = JsonElement.Parse(Of("HERO_INPUTS"));
        var view = JsonElement.Parse(Convert.FromBase64String(lines.Single(static line => line.StartsWith("event ", StringComparison.Ordinal))[6..]));
        Assert.Multiple(() =>
        {
            Assert.That(Of("HERO_EVENT_ID"), Is.EqualTo(eventId));
            Assert.That(Of("HERO_SOURCE_ID"), Is.EqualTo("forge"));
            Assert.That(Of("HERO_TRIGGER_ID"), Is.EqualTo("on-push"));
            Assert.That(Of("HERO_DELIVERY_ID"), Is.EqualTo(delivery.GetProperty("id").GetString()));
            Assert.That(Of("HERO_ATTEMPT"), Is.EqualTo("1"));
            Assert.That(Of("HERO_WORKFLOW_ID"), Is.EqualTo("show"));
            Assert.That(Of("HERO_BOT_ID"), Is.EqualTo("qa"));
            Assert.That(Of("TRACEPARENT"), Does.Match("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"));
            Assert.That(lines.Where(static line => line.StartsWith("mode ", StringComparison.Ordinal)), Is.EqualTo(new[] { "mode 600", "mode 600" }));
            Assert.That(inputs.GetProperty("repo").GetString(), Is.EqualTo("gordon/hello-world"));
            Assert.That(inputs.GetProperty("files").GetRawText(), Does.StartWith("""["CHANGELOG.md",""" + "\""), "a value of its own keeps its type");
            Assert.That(inputs.GetProperty("note").GetString(), Is.EqualTo("by gordon"));
            Assert.That(lines, Does.Contain("inputs " + Of("HERO_INPUTS")));
            Assert.That(view.GetProperty("id").GetString(), Is.EqualTo(eventId));
            Assert.That(JsonElement.DeepEquals(view.GetProperty("data"), JsonElement.Parse(body)));
            Assert.That(view.GetProperty("forge").GetProperty("branch").GetString(), Is.EqualTo("main"));
            Assert.That(job.GetProperty("idempotency_key").GetString(), Is.EqualTo(delivery.GetProperty("id").GetString()), "the delivery is the job's idempotency key");
            Assert.That(job.GetProperty("phase").GetString(), Is.EqualTo("succeeded"));
        });
    }
}
