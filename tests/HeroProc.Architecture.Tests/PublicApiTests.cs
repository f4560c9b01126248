using System.Reflection;
using HeroProc.Events.Sources;
using HeroProc.Events.TestKit.Processes;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Web;
using HeroProc.Journal;
using PublicApiGenerator;

namespace HeroProc.Architecture.Tests;

/// <summary>What others build on changes only when somebody means it.</summary>
[TestFixture]
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions _options = new() { IncludeAssemblyAttributes = false };

    private static Assembly[] Approved => [typeof(IHeroProcExtension).Assembly, typeof(IWebExtension).Assembly, typeof(IEventSourceType).Assembly, typeof(RecordJournal).Assembly];

    [TestCaseSource(nameof(Approved))]
    public void PublicApi_IsTheApprovedOne(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        var folder = Path.Combine(HostBinary.RepositoryRoot, "tests", "HeroProc.Architecture.Tests", "PublicApi");
        var approved = Path.Combine(folder, name + ".approved.txt");
        var now = assembly.GeneratePublicApi(_options).ReplaceLineEndings("\n").TrimEnd() + "\n";

        if (!File.Exists(approved) || File.ReadAllText(approved) != now)
        {
            File.WriteAllText(Path.Combine(folder, name + ".received.txt"), now);
            Assert.Fail($"The public API of {name} is not the approved one. Compare {name}.received.txt with {name}.approved.txt in tests/HeroProc.Architecture.Tests/PublicApi; if the change is meant, put the first in the place of the second.");
        }
    }
}
