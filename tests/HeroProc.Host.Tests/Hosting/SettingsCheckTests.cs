using HeroProc.Extensibility.Loading;
using HeroProc.Host.Hosting;
using Microsoft.Extensions.Configuration;

namespace HeroProc.Host.Tests.Hosting;

[TestFixture]
public sealed class SettingsCheckTests
{
    private static readonly KnownSettings[] Known =
    [
        new("Parts", typeof(PartsOptions)),
        new("Parts:Intake", typeof(IntakeOptions)),
        new("HeroProc.Events", typeof(IntakeOptions)),
        new("HeroProc.Events", typeof(DispatchOptions)),
    ];

    [TestCase("Parts:Name", "anything")]
    [TestCase("parts:NAME", "anything")]
    [TestCase("Parts:Name", "")]
    [TestCase("Parts:Limit", "")]
    [TestCase("Parts:Limit", "7")]
    [TestCase("Parts:Wait", "00:00:05")]
    [TestCase("Parts:Mode", "careful")]
    [TestCase("Parts:Folders", "")]
    [TestCase("Parts:Folders:0", "/x")]
    [TestCase("Parts:Folders:17", "/x")]
    [TestCase("Parts:Inner:Depth", "3")]
    [TestCase("Parts:Limits:anything", "3")]
    [TestCase("Parts:Named:some name:Depth", "3")]
    [TestCase("Parts:Intake:Bytes", "3")]
    [TestCase("HeroProc.Events:Bytes", "3")]
    [TestCase("HeroProc.Events:Workers", "3")]
    [TestCase("Logging:LogLevel:Default", "Debug")]
    [TestCase("AllowedHosts", "localhost")]
    public void Run_FindsNothing_WhenTheKeyIsKnownAndTheValueFits(string key, string value) =>
        Assert.That(Faults(key, value), Is.Empty);

    [TestCase("Parts:Nane", "x", "Parts:Nane: unknown setting; did you mean Parts:Name?")]
    [TestCase("Parts:Completely", "x", "Parts:Completely: unknown setting")]
    [TestCase("Parts:Name:Deeper", "x", "Parts:Name:Deeper: unknown setting; did you mean Parts:Name?")]
    [TestCase("Parts:ReadOnly", "x", "Parts:ReadOnly: unknown setting")]
    [TestCase("Parts:Folders:first", "x", "Parts:Folders:first: unknown setting; did you mean Parts:Folders:0?")]
    [TestCase("Parts:Inner:Dept", "3", "Parts:Inner:Dept: unknown setting; did you mean Parts:Inner:Depth?")]
    [TestCase("Parts:Named:a:Dept", "3", "Parts:Named:a:Dept: unknown setting; did you mean Parts:Named:a:Depth?")]
    [TestCase("Parts:Intake:Byte", "3", "Parts:Intake:Byte: unknown setting; did you mean Parts:Intake:Bytes?")]
    [TestCase("HeroProc.Events:Worker", "3", "HeroProc.Events:Worker: unknown setting; did you mean HeroProc.Events:Workers?")]
    [TestCase("HeroProc.Event:Workers", "3", "HeroProc.Event:Workers: unknown setting; did you mean HeroProc.Events?")]
    [TestCase("Partz", "3", "Partz: unknown setting; did you mean Parts?")]
    [TestCase("Urls", "3", "Urls: unknown setting; did you mean Host:Url?")]
    [TestCase("Parts:Limit", "seven", "Parts:Limit: 'seven' is not a whole number in range")]
    [TestCase("Parts:Limit", "99999999999", "Parts:Limit: '99999999999' is not a whole number in range")]
    [TestCase("Parts:Wait", "5s", "Parts:Wait: '5s' is not a time span such as 00:00:30")]
    [TestCase("Parts:Mode", "fast", "Parts:Mode: 'fast' is not one of Careful, Quick")]
    [TestCase("Parts:Folders", "/x", "Parts:Folders: '/x' is one value where a list or a group of settings belongs")]
    [TestCase("Parts:Inner", "/x", "Parts:Inner: '/x' is one value where a list or a group of settings belongs")]
    [TestCase("Parts:Limits:a", "many", "Parts:Limits:a: 'many' is not a whole number in range")]
    public void Run_NamesTheFault_WhenTheKeyIsUnknownOrTheValueDoesNotFit(string key, string value, string fault) =>
        Assert.That(Faults(key, value), Is.EqualTo(new[] { fault }));

    [Test]
    public void Run_TellsEveryFaultAtOnce()
    {
        var faults = new SettingsCheck(Known).Run(Configuration(("Parts:A1", "x"), ("Parts:Limit", "x"), ("Qwertyuiop:C", "x")));

        Assert.That(faults, Is.EquivalentTo(new[]
        {
            "Parts:A1: unknown setting",
            "Parts:Limit: 'x' is not a whole number in range",
            "Qwertyuiop:C: unknown setting",
        }));
    }

    [Test]
    public void Run_LooksAtOneSectionOnly_WhenAsked()
    {
        var faults = new SettingsCheck(Known).Run(Configuration(("Parts:A1", "x"), ("Other:C", "x")), "Parts");

        Assert.That(faults, Is.EqualTo(new[] { "Parts:A1: unknown setting" }));
    }

    [Test]
    public void Run_CutsALongValue()
    {
        var faults = Faults("Parts:Limit", new string('9', 5_000));

        Assert.That(faults[0], Has.Length.LessThan(200));
    }

    private static IReadOnlyList<string> Faults(string key, string value) => new SettingsCheck(Known).Run(Configuration((key, value)));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();

    private enum Mode
    {
        Careful,
        Quick,
    }

    private sealed class PartsOptions
    {
        public string? Name { get; set; }

        public int? Limit { get; set; }

        public TimeSpan Wait { get; set; }

        public Mode Mode { get; set; }

        public IList<string> Folders { get; } = [];

        public Dictionary<string, int> Limits { get; } = [];

        public Dictionary<string, InnerOptions> Named { get; } = [];

        public InnerOptions Inner { get; } = new();

        public int ReadOnly { get; }
    }

    private sealed class InnerOptions
    {
        public int Depth { get; set; }
    }

    private sealed class IntakeOptions
    {
        public int Bytes { get; set; }
    }

    private sealed class DispatchOptions
    {
        public int Workers { get; set; }
    }
}
