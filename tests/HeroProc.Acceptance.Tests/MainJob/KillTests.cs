using System.Text;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.MainJob;

/// <summary>What was answered survives a kill right after the answer, and runs exactly once.</summary>
[TestFixture]
public sealed class KillTests
{
    [Test, CancelAfter(120_000)]
    public async Task Webhook_IsKeptAndRunsOnce_WhenTheHostIsKilledAfterThe202()
    {
        await using var host = await ForgejoPushTests.StartAsync();
        var body = Encoding.UTF8.GetBytes("""{"ref":"refs/heads/main","commits":[],"repository":{"full_name":"a/b"},"sender":{"login":"me"}}""");
        HookAnswer answer;
        using (var client = host.HttpOverTcp())
        {
            answer = await Hook.PushAsync(client, "/hooks/forge", body, "d-1");
        }

        Assert.That(answer.Status, Is.EqualTo(202), answer.Text);
        await KillAndRestartAsync(host);

        await host.OnlyJobAsync(answer.EventId);
        Assert.That(await host.JobsOfAsync("show"), Has.Length.EqualTo(1));
        Assert.That(Encoding.UTF8.GetBytes((await host.DeliveredAsync(answer.EventId)).GetProperty("event").GetProperty("payload").GetString()!), Is.EqualTo(body));
    }

    [Test, CancelAfter(120_000)]
    public async Task EveryAnswer_OfTheWriters_SurvivesAKillRightAfterIt()
    {
        await using var host = await HostProcess.StartAsync();

        await host.SetShowingActionAsync();
        await KillAndRestartAsync(host);
        Assert.That((await host.ResultAsync("action.get", new { name = "show" })).GetProperty("name").GetString(), Is.EqualTo("show"));

        await host.RegisterManualAsync("bot");
        await KillAndRestartAsync(host);
        await host.ResultAsync("source.get", new { source_id = "bot" });
        await host.ResultAsync("trigger.get", new { trigger_id = "bot" });

        var job = (await host.ResultAsync("job.create", new { action = "show", inputs = new { a = 1 }, idempotency_key = "once" })).GetProperty("job_id").GetString();
        await KillAndRestartAsync(host);
        var again = await host.ResultAsync("job.create", new { action = "show", inputs = new { a = 1 }, idempotency_key = "once" });
        Assert.That(again.GetRawText(), Is.EqualTo($$"""{"job_id":"{{job}}","created":false}"""));

        var emitted = await host.EmitAsync("bot", new { n = 1 });
        await KillAndRestartAsync(host);
        var jobOfEvent = await host.OnlyJobAsync(emitted);

        Assert.That((await host.JobsOfAsync("show")).Select(static item => item.GetProperty("id").GetString()), Is.EquivalentTo(new[] { job, jobOfEvent }));
    }

    [Test, CancelAfter(120_000)]
    public async Task Jobs_RunOncePerEvent_OverSeveralKills()
    {
        await using var host = await HostProcess.StartAsync();
        var ran = Path.Combine(host.Folder.Root, "ran");
        await host.ResultAsync("action.set", new
        {
            name = "note",
            spec = new { interpreter = "bash", script = "echo \"$HERO_EVENT_ID\" >> \"$RAN\"", env = new Dictionary<string, string> { ["RAN"] = ran }, timeout_ms = 30_000 },
        });
        await host.ResultAsync("event.register", new
        {
            source = new { id = "bot", source_type = "manual" },
            trigger = new { id = "bot", event_source_id = "bot", action = new { kind = "job", action = "note" } },
        });
        var ids = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < 5; number++)
            {
                ids.Add(await host.EmitAsync("bot", new { round, number }));
            }

            await KillAndRestartAsync(host);
        }

        var jobs = new List<string>();
        foreach (var id in ids)
        {
            jobs.Add(await host.OnlyJobAsync(id));
        }

        Assert.That(jobs, Is.Unique);
        Assert.That((await host.JobsOfAsync("note")).Select(static job => job.GetProperty("id").GetString()), Is.EquivalentTo(jobs), "no delivery made a second job");
        Assert.That((await File.ReadAllLinesAsync(ran)).Distinct(), Is.EquivalentTo(ids), "every event's script ran");
    }

    private static async Task KillAndRestartAsync(HostProcess host)
    {
        await host.Kill9Async();
        await host.RestartAsync();
    }
}
