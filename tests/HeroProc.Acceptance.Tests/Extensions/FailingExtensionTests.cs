using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Extensions;

[TestFixture]
public sealed class FailingExtensionTests
{
    [TestCase("configure", "extension Faulty: module HeroProc.Host.FaultyExtension failed while it was configured: InvalidOperationException: no such thing\\nas a line of its own")]
    [TestCase("start", "the start failed: the faulty service cannot start")]
    [CancelAfter(60_000)]
    public async Task Start_IsRefusedWithTheReason_AndLeavesNothingBehind(string fault, string line)
    {
        using var folder = new HostFolder();

        var exit = await HostProcess.RunToEndAsync(Hosts.Faulty(fault) with { Folder = folder });

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Output, Is.Empty);
        Assert.That(exit.Errors, Has.One.EqualTo(line));
        Assert.That(Directory.GetFiles(folder.Sockets).Select(Path.GetFileName), Is.EqualTo(new[] { "lock" }));
        Assert.That(Directory.GetFiles(folder.Data).Select(Path.GetFileName), Is.EqualTo(new[] { "lock" }));
        await using var next = await HostProcess.StartAsync(Hosts.Bare() with { Folder = folder });
    }

    [Test, CancelAfter(60_000)]
    public async Task Start_IsRefused_WhenAServiceCannotBeMade()
    {
        var exit = await HostProcess.RunToEndAsync(Hosts.Faulty("service"));

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Has.Some.Contains("NeedsWhatIsNotThere"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Host_EndsWith1_WhenABackgroundServiceDies()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Faulty("background"));

        await host.Errors.WaitForAsync(line => line.Contains("a part of it failed", StringComparison.Ordinal), CancellationToken.None);
        var exit = await host.WaitForEndAsync();

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Has.Some.Contains("the faulty service died"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Stop_EndsWithin10SecondsWith1_WhenAServiceNeverStops()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Faulty("stop", ("Host:StopTimeout", "00:00:01")) with { Limit = TimeSpan.FromSeconds(10) });

        var exit = await host.TerminateAsync();

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Has.Some.Contains("The stop did not end cleanly"));
        Assert.That(Directory.GetFiles(host.Folder.Sockets, "*.sock"), Is.Empty);
    }

    [TestCase("not json", "extension.json is not what was expected: ")]
    [TestCase("""{"name":"X","modules":[],"extra":1}""", "extension.json is not what was expected: ")]
    [TestCase("""{"name":"X","modules":["Absent"]}""", "module Absent cannot be loaded: Absent.dll is not in the extension's folder")]
    [TestCase("""{"name":"X","modules":["../../HeroProc.Host"]}""", "'../../HeroProc.Host' is not a name")]
    [TestCase("""{"name":"X","modules":[],"requires":["Y"]}""", "requires Y, which is not among Host:Extensions")]
    [TestCase("""{"name":"HeroProc.Events","modules":[]}""", "the name is used twice, in ")]
    [CancelAfter(60_000)]
    public async Task Manifest_StopsTheStart_WithTheExtensionAndTheReason(string manifest, string reason)
    {
        using var folder = new HostFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Root, "extension.json"), manifest);

        var exit = await HostProcess.RunToEndAsync(new HostSetup
        {
            Settings = new Dictionary<string, string> { ["Host:Extensions:1"] = folder.Root },
        });

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Has.Count.EqualTo(1));
        Assert.That(exit.Errors[0], Does.StartWith("extension ").And.Contains(reason));
    }
}
