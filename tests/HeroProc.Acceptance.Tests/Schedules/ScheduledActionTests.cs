using System.Text.Json;
using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Schedules;

/// <summary>A scheduled action from its setting to its jobs and events, through the whole host and its death.</summary>
[TestFixture]
public sealed class ScheduledActionTests
{
    [Test, CancelAfter(120_000)]
    public async Task ScheduledAction_MakesJobsAndEvents_AlsoAfterAKill(CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync();
        var refused = await host.CallAsync("action.set", new { name = "tick", spec = Spec(new { cron = "0 0 30 2 *" }) });
        Assert.That(refused.GetProperty("error").GetProperty("data").GetProperty("errors")[0].GetProperty("path").GetString(), Is.EqualTo("spec.schedule_policy.cron"));
        Result(await host.CallAsync("action.set", new { name = "tick", spec = Spec(new { interval_ms = 300, overlap = "allow_all" }) }));
        Result(await host.CallAsync("event.register", new { source = new { id = "ticks", source_type = "cron", config = new { action = "tick" } } }));
        Result(await host.CallAsync("event.register", new { source = new { id = "own", source_type = "cron", config = new { schedule_policy = new { cron = "* * * * * *" } } } }));

        await UntilAsync(host, "job.list", new { tag = "schedule:tick", phase = "succeeded" }, static result => result.GetProperty("jobs").GetArrayLength() > 0, cancellationToken);
        await UntilAsync(host, "event.list", new { source_id = "ticks" }, static result => result.GetProperty("events").GetArrayLength() > 0, cancellationToken);
        await UntilAsync(host, "event.list", new { source_id = "own" }, static result => result.GetProperty("events").GetArrayLength() > 0, cancellationToken);

        await host.Kill9Async();
        await host.RestartAsync();
        var before = Fired(await StatusAsync(host));
        await UntilAsync(host, "schedule.status", new { schedule_id = "action:tick" }, result => Fired(result) > before + 1, cancellationToken);

        Result(await host.CallAsync("schedule.pause", new { schedule_id = "action:tick", note = "repair" }));
        Assert.That((await StatusAsync(host)).GetProperty("paused").GetBoolean());
        var jobs = Result(await host.CallAsync("job.list", new { tag = "schedule:tick", limit = 1000 })).GetProperty("jobs");
        var keys = jobs.EnumerateArray().Select(static job => job.GetProperty("idempotency_key").GetString()).ToArray();
        Assert.That(keys, Is.Unique.And.All.StartsWith("action:tick@"));

        Result(await host.CallAsync("action.delete", new { name = "tick" }));
        Assert.That((await host.CallAsync("schedule.status", new { schedule_id = "action:tick" })).GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(-32001));
        Result(await host.CallAsync("event.unregister", new { source_id = "own" }));
        await UntilAsync(host, "schedule.list", new { }, static result => result.GetProperty("schedules").GetArrayLength() == 0, cancellationToken);
    }

    private static object Spec(object policy) => new { interpreter = "exec", script = "true", schedule_policy = policy };

    private static long Fired(JsonElement status) => status.GetProperty("fired_count").GetInt64();

    private static async Task<JsonElement> StatusAsync(HostProcess host) => Result(await host.CallAsync("schedule.status", new { schedule_id = "action:tick" }));

    private static JsonElement Result(JsonElement answer) =>
        answer.TryGetProperty("result", out var result) ? result : throw new AssertionException($"An error came: {answer.GetRawText()}");

    // The host runs by the real clock; each question is a round trip, and the test's time limit ends the asking.
    private static async Task UntilAsync(HostProcess host, string method, object parameters, Func<JsonElement, bool> done, CancellationToken cancellationToken)
    {
        while (!done(Result(await host.CallAsync(method, parameters))))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
