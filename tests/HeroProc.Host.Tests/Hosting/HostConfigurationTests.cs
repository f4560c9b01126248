using System.Collections;
using HeroProc.Host.Hosting;

namespace HeroProc.Host.Tests.Hosting;

[TestFixture]
public sealed class HostConfigurationTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hp-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Read_LetsTheLaterSourceWin_FileThenEnvironmentThenCommandLine()
    {
        WriteFile("""{"Host":{"Url":"file","MaxConnections":1,"StopTimeout":"file"}}""");

        var read = Read(new Hashtable { ["HEROPROC_Host__Url"] = "environment", ["HEROPROC_Host__MaxConnections"] = "2" }, "--Host:Url=line");

        Assert.That(read.Faults, Is.Empty);
        Assert.That(
            (read.Value!["Host:Url"], read.Value["Host:MaxConnections"], read.Value["Host:StopTimeout"]),
            Is.EqualTo(("line", "2", "file")));
    }

    [Test]
    public void Read_IgnoresVariablesOfOthers()
    {
        var read = Read(new Hashtable { ["Host__Url"] = "x", ["ASPNETCORE_URLS"] = "x", ["DOTNET_Host__Url"] = "x", ["HEROPROC_"] = "x" });

        Assert.That(read.Value!["Host:Url"], Is.Null);
        Assert.That(read.Value["URLS"], Is.Null);
    }

    [Test]
    public void Read_HasTheDefaultExtension_AndAddsFurtherOnesByIndex()
    {
        var read = Read([], "--Host:Extensions:1=/more");

        Assert.That((read.Value!["Host:Extensions:0"], read.Value["Host:Extensions:1"]), Is.EqualTo(("extensions/HeroProc.Events", "/more")));
    }

    [Test]
    public void Read_TakesNameAndValueAsOneArgumentOrTwo()
    {
        var read = Read([], "--Host:Url", "http://127.0.0.1:1", "--Greeting:Salutation=a=b", "--Greeting:Empty=");

        Assert.That(
            (read.Value!["Host:Url"], read.Value["Greeting:Salutation"], read.Value["Greeting:Empty"]),
            Is.EqualTo(("http://127.0.0.1:1", "a=b", "")));
    }

    [TestCase("{", "appsettings.json: cannot be read: ")]
    [TestCase("[1]", "appsettings.json: cannot be read: ")]
    [TestCase("""{"a":1,"a":2}""", "appsettings.json: cannot be read: ")]
    public void Read_IsRefused_WhenTheFileIsDamaged(string json, string start)
    {
        WriteFile(json);

        var read = Read([], "stray");

        Assert.That(read.Faults, Has.Count.EqualTo(2));
        Assert.That(read.Faults[0], Does.StartWith("stray: unknown argument"));
        Assert.That(read.Faults[1], Does.StartWith(start));
    }

    private void WriteFile(string json) => File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);

    private StartStep<Microsoft.Extensions.Configuration.IConfigurationRoot> Read(Hashtable environment, params string[] args) =>
        HostConfiguration.Read(_folder, environment, args);
}
