using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests;

[TestFixture]
public sealed class HostLifeTests
{
    [Test, CancelAfter(60_000)]
    public async Task Start_PrintsExactlyOneReadyLine_OnStandardOutput()
    {
        await using var host = await HostProcess.StartAsync();
        var exit = await host.TerminateAsync();

        Assert.That(exit.Output, Is.EqualTo(new[] { $"ready: rpc={host.Folder.RpcSocket} http=http://127.0.0.1:{host.Url.Port}" }));
    }

    [TestCase(15), TestCase(2), CancelAfter(60_000)]
    public async Task Signal_StopsTheHostCleanly_AndRemovesItsSockets(int signal)
    {
        await using var host = await HostProcess.StartAsync(new HostSetup { Limit = TimeSpan.FromSeconds(10) });
        var exit = await host.SignalAsync(signal);

        Assert.That(exit.Code, Is.Zero);
        Assert.That(Directory.GetFiles(host.Folder.Sockets, "*.sock"), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task Restart_ReplacesTheSocketsOfAHostThatWasKilled()
    {
        await using var host = await HostProcess.StartAsync();
        await host.Kill9Async();
        Assert.That(File.Exists(host.Folder.RpcSocket), "a killed host leaves its socket behind");

        await host.RestartAsync();

        using var client = host.HttpOver(host.Folder.RpcSocket);
        Assert.That(await client.GetStringAsync("/health"), Is.EqualTo("""{"status":"ok","checks":{}}"""));
    }
}
