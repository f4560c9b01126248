using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Hosting;

/// <summary>The host's own methods through the whole of it: socket, server, queue, process.</summary>
[TestFixture]
public sealed class HostJobTests
{
    [Test, CancelAfter(60_000)]
    public async Task Job_IsStillKnown_AfterTheHostWasKilled()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare());
        var asked = new { idempotency_key = "once", spec = new { script = "exit 0", interpreter = "bash" } };
        var created = (await host.CallAsync("job.create", asked)).GetProperty("result");
        Assert.That(created.GetProperty("created").GetBoolean());

        await host.Kill9Async();
        await host.RestartAsync();

        var again = (await host.CallAsync("job.create", asked)).GetProperty("result");
        Assert.That(again.GetProperty("created").GetBoolean(), Is.False);
        Assert.That(again.GetProperty("job_id").GetString(), Is.EqualTo(created.GetProperty("job_id").GetString()));
    }

    [Test, CancelAfter(60_000)]
    public async Task List_UsesItsDefaultLimit_WhenNoneIsSent()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare());
        await host.CallAsync("action.set", new { name = "greet", spec = new { script = "exit 0", interpreter = "bash" } });

        var listed = await host.CallAsync("action.list", new { });

        Assert.That(listed.GetProperty("result").GetProperty("actions").GetArrayLength(), Is.EqualTo(1));
    }
}
