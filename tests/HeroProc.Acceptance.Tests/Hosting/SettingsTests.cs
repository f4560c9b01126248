using HeroProc.Events.TestKit.Processes;

namespace HeroProc.Acceptance.Tests.Hosting;

[TestFixture]
public sealed class SettingsTests
{
    [Test, CancelAfter(60_000)]
    public async Task EveryFaultOfTheCommandLineAndTheEnvironment_IsTold_OneLineEach()
    {
        using var folder = new HostFolder();
        var setup = Hosts.Bare(("Host:RpcOverTcp", "maybe"), ("Host:MaxConnections", "many")) with
        {
            Folder = folder,
            Environment = new Dictionary<string, string> { ["HEROPROC_Host__Ur1"] = "http://127.0.0.1:1" },
        };

        var exit = await HostProcess.RunToEndAsync(setup);

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Output, Is.Empty);
        Assert.That(exit.Errors, Is.EquivalentTo(new[]
        {
            "Host:MaxConnections: 'many' is not a whole number in range",
            "Host:RpcOverTcp: 'maybe' is not true or false",
            "Host:Ur1: unknown setting; did you mean Host:Url?",
        }));
        Assert.That(Directory.Exists(folder.Sockets), Is.False, "a start refused for its settings has made nothing");
    }

    [TestCase("ftp://127.0.0.1", "'ftp://127.0.0.1' is not an address such as http://127.0.0.1:7480")]
    [TestCase("https://127.0.0.1:1", "'https://127.0.0.1:1' https is not served by the host; put a reverse proxy in front and write http://")]
    [TestCase("http://127.0.0.1:1/x", "'http://127.0.0.1:1/x' may hold only http://, an address and a port")]
    [TestCase("http://example.org:1", "'http://example.org:1' needs an IP address or localhost as its host; a name may resolve to an address that was not meant")]
    [CancelAfter(60_000)]
    public async Task Url_StopsTheStart_WhenItIsNoAddressToListenOn(string url, string reason)
    {
        var exit = await HostProcess.RunToEndAsync(Hosts.Bare(("Host:Url", url)));

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Is.EqualTo(new[] { $"Host:Url: {reason}" }));
    }

    [Test, CancelAfter(60_000)]
    public async Task FolderOfTestBodies_IsNoSetting_AndDoesNotStopTheStart()
    {
        await using var host = await HostProcess.StartAsync(Hosts.Bare() with { Environment = new Dictionary<string, string> { ["HEROPROC_PAYLOADS"] = "/anywhere" } });

        Assert.That((await host.CallAsync("system.ping")).GetProperty("result").GetProperty("pong").GetBoolean());
    }

    [Test, CancelAfter(60_000)]
    public async Task UnknownSections_StopTheStart()
    {
        var exit = await HostProcess.RunToEndAsync(Hosts.Bare(("Hots:Url", "http://127.0.0.1:1"), ("Urls", "http://127.0.0.1:1")));

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Is.EquivalentTo(new[]
        {
            "Hots:Url: unknown setting; did you mean Host?",
            "Urls: unknown setting; did you mean Host:Url?",
        }));
    }

    [Test, CancelAfter(60_000)]
    public async Task ArgumentsThatAreNoSettings_StopTheStart()
    {
        var exit = await HostProcess.RunToEndAsync(Hosts.Bare() with { Arguments = ["-v", "stray\u001b[2J", "--Host:Url"] });

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Is.EqualTo(new[]
        {
            "-v: unknown argument; a setting is written --Section:Name=value",
            "stray\\u001B[2J: unknown argument; a setting is written --Section:Name=value",
            "--Host:Url: has no value; a setting is written --Section:Name=value",
        }));
    }

    [Test, CancelAfter(60_000)]
    public async Task SettingsOfAnExtension_AreCheckedByItsOwnTypes()
    {
        var misspelt = await HostProcess.RunToEndAsync(Hosts.Faulty("none", ("Faulty:Lewel", "3"), ("Faulty:Level:Deep", "1")));
        var bad = await HostProcess.RunToEndAsync(Hosts.Faulty("validation", ("Faulty:Level", "11")));

        Assert.That(misspelt.Errors, Is.EquivalentTo(new[]
        {
            "Faulty:Level:Deep: unknown setting; did you mean Faulty:Level?",
            "Faulty:Lewel: unknown setting; did you mean Faulty:Level?",
        }));
        Assert.That(bad.Errors, Is.EqualTo(new[] { "Faulty:Fault: 'validation' is not allowed", "Faulty:Level: is more than 10" }));
        Assert.That((misspelt.Code, bad.Code), Is.EqualTo((1, 1)));
    }

    [Test, CancelAfter(60_000)]
    public async Task SocketPath_StopsTheStart_WhenItIsTooLongForASocket()
    {
        using var folder = new HostFolder();
        var root = Path.Combine(folder.Root, new string('x', 107));

        var exit = await HostProcess.RunToEndAsync(Hosts.Bare() with
        {
            Folder = folder,
            Environment = new Dictionary<string, string> { ["PATH_SOCKET"] = root },
        });

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Is.EqualTo(new[]
        {
            $"{root}/hero_proc/web_hooks.sock: is longer than the 107 bytes a Unix socket's path may have; set PATH_SOCKET to a shorter folder",
        }));
    }

    [Test, CancelAfter(60_000)]
    public async Task RelativeFolders_StopTheStart()
    {
        var exit = await HostProcess.RunToEndAsync(Hosts.Bare() with
        {
            Environment = new Dictionary<string, string> { ["PATH_SOCKET"] = "~/s", ["PATH_VAR"] = "v" },
        });

        Assert.That(exit.Code, Is.EqualTo(1));
        Assert.That(exit.Errors, Is.EqualTo(new[] { "PATH_SOCKET: '~/s' is not an absolute path", "PATH_VAR: 'v' is not an absolute path" }));
    }
}
