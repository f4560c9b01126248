using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Hosting;

[TestFixture]
public sealed class HostLifeTests
{
    private const UnixFileMode OwnerReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Test, CancelAfter(60_000)]
    public async Task Start_PrintsTheReadyLineAndNothingElse_OnStandardOutput()
    {
        await using var host = await HostProcess.StartAsync();
        var exit = await host.TerminateAsync();

        Assert.That(exit.Output, Is.EqualTo(new[] { $"ready: rpc={host.Folder.RpcSocket} http=http://127.0.0.1:{host.Url.Port}" }));
    }

    [TestCase(15), TestCase(2), CancelAfter(60_000)]
    public async Task Signal_StopsTheHostWithin10Seconds_AndLeavesNothingBehind(int signal)
    {
        await using var host = await HostProcess.StartAsync(new HostSetup { Limit = TimeSpan.FromSeconds(10) });
        var exit = await host.SignalAsync(signal);

        Assert.That(exit.Code, Is.Zero);
        Assert.That(Directory.GetFiles(host.Folder.Sockets).Select(Path.GetFileName), Is.EqualTo(new[] { "lock" }));
    }

    [Test, CancelAfter(60_000)]
    public async Task Folders_AreTheOwnersAlone_AlsoWhenTheyWereWider()
    {
        using var folder = new HostFolder();
        Directory.CreateDirectory(folder.Sockets);
        File.SetUnixFileMode(folder.Sockets, OwnerReadWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await using var host = await HostProcess.StartAsync(Hosts.Bare() with { Folder = folder });

        Assert.That(File.GetUnixFileMode(folder.Sockets), Is.EqualTo(OwnerReadWrite | UnixFileMode.UserExecute));
        Assert.That(File.GetUnixFileMode(folder.Data), Is.EqualTo(OwnerReadWrite | UnixFileMode.UserExecute));
        foreach (var socket in new[] { folder.RpcSocket, folder.WebHooksSocket, folder.AdminSocket })
        {
            Assert.That(File.GetUnixFileMode(socket), Is.EqualTo(OwnerReadWrite), socket);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Restart_ReplacesTheSocketsOfAHostThatWasKilled()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare());
        await host.Kill9Async();
        Assert.That(File.Exists(host.Folder.RpcSocket), "a killed host leaves its socket behind");

        await host.RestartAsync();

        using var client = host.HttpOver(host.Folder.RpcSocket);
        Assert.That(await client.GetStringAsync("/health"), Is.EqualTo("""{"status":"ok","checks":{}}"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task SecondHost_IsRefused_AndLeavesTheFirstAlone()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare());

        var second = await HostProcess.RunToEndAsync(Hosts.Bare() with { Folder = host.Folder });

        Assert.That(second.Code, Is.EqualTo(1));
        Assert.That(second.Output, Is.Empty);
        Assert.That(second.Errors, Is.EqualTo(new[]
        {
            $"{host.Folder.Data}: another host is running on this folder (process {host.Id}); stop it first, or set PATH_VAR and PATH_SOCKET",
        }));
        using var client = host.HttpOver(host.Folder.RpcSocket);
        Assert.That((await client.GetAsync(new Uri("/health", UriKind.Relative))).IsSuccessStatusCode);
    }

    [Test, CancelAfter(60_000)]
    public async Task SecondHost_IsRefused_WhenItSharesOnlyTheSockets()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare());
        using var other = new HostFolder();

        var second = await HostProcess.RunToEndAsync(Hosts.Bare() with
        {
            Folder = other,
            Environment = new Dictionary<string, string> { ["PATH_SOCKET"] = host.Folder.SocketRoot },
        });

        Assert.That(second.Code, Is.EqualTo(1));
        Assert.That(second.Errors, Has.One.StartsWith($"{host.Folder.Sockets}: another host is running on this folder (process {host.Id})"));
    }

    [Test, CancelAfter(60_000)]
    public async Task PortInUse_StopsTheStart_WithTheSettingsName()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare());

        var second = await HostProcess.RunToEndAsync(Hosts.Bare(("Host:Url", host.Url.ToString())));

        Assert.That(second.Code, Is.EqualTo(1));
        Assert.That(second.Errors, Has.One.EqualTo($"Host:Url: cannot listen on 127.0.0.1:{host.Url.Port}: Address already in use"));
    }

    [Test, CancelAfter(60_000)]
    public async Task SocketRoot_FallsBackToTheOlderVariable()
    {
        using var folder = new HostFolder();
        var older = Path.Combine(folder.Root, "older");

        await using var host = await HostProcess.StartAsync(Hosts.Bare() with
        {
            Folder = folder,
            Environment = new Dictionary<string, string> { ["PATH_SOCKET"] = "", ["HERO_SOCKET_DIR"] = older },
        });

        Assert.That(File.Exists(Path.Combine(older, "hero_proc", "rpc.sock")));
    }
}
