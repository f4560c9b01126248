using System.Text.Json;
using HeroProc.Extensibility.Loading;
using HeroProc.Host.Extensions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HeroProc.Host.Tests.Extensions;

[TestFixture]
public sealed class ExtensionLoaderTests
{
    private readonly ServiceCollection _services = [];
    private string _root = string.Empty;

    private IEnumerable<object?> Registered => _services.Select(service => service.ImplementationInstance);

    [SetUp]
    public void MakeFolder()
    {
        _services.Clear();
        _root = Directory.CreateTempSubdirectory("hp-").FullName;
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Load_ConfiguresEveryModule_InTheOrderOfRequirements()
    {
        var first = Extension("First", ["FirstModule"], ["Second"]);
        var second = Extension("Second", ["SecondModule", "ThirdModule"], []);
        EmittedAssembly.Module(first, "FirstModule", EmittedAssembly.Library(first, "FirstWords", "1.0.0.0", "first"));
        EmittedAssembly.Module(second, "SecondModule", EmittedAssembly.Library(second, "SecondWords", "1.0.0.0", "second"));
        EmittedAssembly.Module(second, "ThirdModule", EmittedAssembly.Library(second, "ThirdWords", "1.0.0.0", "third"));

        var loaded = Load(first, second);

        Assert.That(loaded, Is.Empty);
        Assert.That(Registered, Is.EqualTo(new[] { "second", "third", "first" }));
    }

    [Test]
    public void Load_GivesEachExtensionItsOwnVersionOfALibrary()
    {
        var one = Extension("One", ["OneModule"], []);
        var two = Extension("Two", ["TwoModule"], []);
        EmittedAssembly.Module(one, "OneModule", EmittedAssembly.Library(one, "Words", "1.0.0.0", "words 1"));
        EmittedAssembly.Module(two, "TwoModule", EmittedAssembly.Library(two, "Words", "2.0.0.0", "words 2"));

        Assert.That(Load(one, two), Is.Empty);

        Assert.That(Registered, Is.EqualTo(new[] { "words 1", "words 2" }));
    }

    [Test]
    public void Load_PrefersTheExtensionsFile_WhenTheHostHasAnAssemblyOfThatName()
    {
        var own = Extension("Own", ["OwnModule"], []);
        EmittedAssembly.Module(own, "OwnModule", EmittedAssembly.Library(own, "StreamJsonRpc", "0.0.0.1", "the extension's"));

        Assert.That(Load(own), Is.Empty);

        Assert.That(Registered, Is.EqualTo(new[] { "the extension's" }));
    }

    [Test]
    public void Load_DoesNotLendThePrivateAssembliesOfTheHost()
    {
        // Compiled against a StreamJsonRpc that is not in the folder; the host's must not take its place.
        var poor = Extension("Poor", ["PoorModule"], []);
        var elsewhere = Path.Combine(_root, "elsewhere");
        EmittedAssembly.Module(poor, "PoorModule", EmittedAssembly.Library(elsewhere, "StreamJsonRpc", "0.0.0.1", "nobody's"));

        Assert.That(Load(poor), Has.One.StartsWith("extension Poor: module PoorModule failed while it was configured: FileNotFoundException: Could not load file or assembly 'StreamJsonRpc"));
    }

    [Test]
    public void Load_SharesTheModulesOfARequiredExtension_EvenIfACopyLiesInTheFolder()
    {
        var core = Extension("Core", ["CoreModule", "CoreWords"], []);
        var user = Extension("User", ["UserModule"], ["Core"]);
        var words = EmittedAssembly.Library(user, "CoreWords", "1.0.0.0", "a copy");
        EmittedAssembly.Module(user, "UserModule", words);
        EmittedAssembly.Module(core, "CoreModule");
        EmittedAssembly.Module(core, "CoreWords");

        // The module of that name in Core has no Words.Text: a failure that names it proves which one was taken.
        Assert.That(Load(user, core), Has.One.StartsWith("extension User: module UserModule failed while it was configured: TypeLoadException: Could not load type 'Words.Text' from assembly 'CoreWords"));
    }

    [Test]
    public void Load_SkipsAnEmptyEntry() => Assert.That(Load(""), Is.Empty);

    [Test]
    public void Load_IsRefused_WhenAModuleDoesNotSayWhereToEnterIt()
    {
        var folder = Extension("X", ["Silent"], []);
        EmittedAssembly.WithoutAttribute(folder, "Silent");

        Assert.That(Load(folder), Is.EqualTo(new[] { "extension X: module Silent needs [assembly: ExtensionModule(typeof(...))] to say where to enter it" }));
    }

    [Test]
    public void Load_IsRefused_WhenAModuleIsNoAssembly()
    {
        var folder = Extension("X", ["Text"], []);
        File.WriteAllText(Path.Combine(folder, "Text.dll"), "text");

        Assert.That(Load(folder), Has.One.StartsWith("extension X: module Text cannot be loaded: "));
    }

    [Test]
    public void Load_TellsOfEveryManifestThatCannotBeRead()
    {
        var absent = Path.Combine(_root, "absent");
        var empty = Extension("Empty", [""], []);

        Assert.That(Load(absent, empty), Is.EqualTo(new[]
        {
            $"extension in {absent}: there is no extension.json; Host:Extensions lists folders that hold one",
            $"extension in {empty}: extension.json: '' is not a name of letters, digits, '.', '_' and '-'",
        }));
    }

    private IReadOnlyList<string> Load(params string[] folders)
    {
        var context = new ExtensionContext(_services, new ConfigurationBuilder().Build(), new HeroPaths("/data", "/sockets/hero_proc", "/sockets"));
        return new ExtensionLoader(new SharedAssemblies()).Load(folders, context).Faults;
    }

    private string Extension(string name, string[] modules, string[] requires)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, ExtensionManifest.FileName), JsonSerializer.Serialize(new { name, modules, requires }));
        return folder;
    }
}
