using System.Xml.Linq;

namespace HeroProc.Architecture.Tests;

/// <summary>Projects know each other only along the table of the architecture.</summary>
[TestFixture]
public sealed class ProjectArrowsTests
{
    // What each project may use of ours, directly.
    private static readonly Dictionary<string, string[]> _mayUse = new(StringComparer.Ordinal)
    {
        ["HeroProc.Extensibility"] = [],
        ["HeroProc.Extensibility.Web"] = ["HeroProc.Extensibility"],
        ["HeroProc.Journal"] = [],
        ["HeroProc.Events"] = ["HeroProc.Extensibility", "HeroProc.Journal"],
        ["HeroProc.Events.LiteDb"] = ["HeroProc.Events", "HeroProc.Extensibility", "HeroProc.Journal"],
        ["HeroProc.Events.Web"] = ["HeroProc.Events", "HeroProc.Extensibility", "HeroProc.Extensibility.Web"],
        ["HeroProc.Host"] = ["HeroProc.Extensibility", "HeroProc.Extensibility.Web", "HeroProc.Journal"],
        ["HeroProc.Events.Cli"] = [],
    };

    // What only the named projects may use, directly.
    private static readonly (string Prefix, string[] Projects)[] _outside =
    [
        ("Microsoft.AspNetCore", ["HeroProc.Extensibility.Web", "HeroProc.Events.Web", "HeroProc.Host"]),
        ("LiteDB", ["HeroProc.Events.LiteDb"]),
        ("StreamJsonRpc", ["HeroProc.Host"]),
        ("Fluid", ["HeroProc.Events"]),
        ("BouncyCastle", ["HeroProc.Events"]),
        ("Spectre.Console", ["HeroProc.Events.Cli"]),
        ("System.CommandLine", ["HeroProc.Events.Cli"]),
    ];

    private static IReadOnlyList<string> Projects => Assemblies.Names;

    [TestCaseSource(nameof(Projects))]
    public void ProjectFile_RefersOnlyToWhatTheProjectMayUse(string project)
    {
        // A reference without the output orders builds and copies files; it lets no type through.
        var references = XDocument.Load(Assemblies.ProjectFile(project)).Descendants("ProjectReference")
            .Where(static item => (string?)item.Attribute("ReferenceOutputAssembly") != "false")
            .Select(static item => Path.GetFileNameWithoutExtension(((string)item.Attribute("Include")!).Replace('\\', '/')));

        Assert.That(_mayUse, Contains.Key(project), "a new project is put into the table first");
        Assert.That(references, Is.SubsetOf(_mayUse[project]));
    }

    [TestCaseSource(nameof(Projects))]
    public void Assembly_RefersOnlyToWhatTheProjectMayUse(string project)
    {
        using var module = Assemblies.Open(project);
        var references = module.AssemblyReferences.Select(static reference => reference.Name).ToArray();

        Assert.That(references.Where(static name => name.StartsWith("HeroProc.", StringComparison.Ordinal)), Is.SubsetOf(_mayUse[project]));
        foreach (var (prefix, users) in _outside)
        {
            if (!users.Contains(project))
            {
                Assert.That(references.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)), Is.Empty, $"only {string.Join(", ", users)} may use {prefix}");
            }
        }
    }

    [Test]
    public void EveryProjectOfTheTable_ThatIsThere_WasLookedAt() => Assert.That(Projects, Has.Count.GreaterThanOrEqualTo(7).And.SubsetOf(_mayUse.Keys));
}
