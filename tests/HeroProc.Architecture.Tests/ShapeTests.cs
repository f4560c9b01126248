using HeroProc.Events.TestKit.Processes;
using Mono.Cecil;

namespace HeroProc.Architecture.Tests;

/// <summary>Rules that hold for every type, log event and decision.</summary>
[TestFixture]
public sealed class ShapeTests
{
    private static readonly Dictionary<string, string[]> _publicTypes = new(StringComparer.Ordinal)
    {
        ["HeroProc.Events.Web"] = [],
        ["HeroProc.Host"] = [],
        // The store and its options: whoever embeds the library without this host opens it by hand.
        ["HeroProc.Events.LiteDb"] = ["HeroProc.Events.LiteDb.LiteDbEventStore", "HeroProc.Events.LiteDb.LiteDbStoreOptions"],
    };

    private static IReadOnlyList<string> Projects => Assemblies.Names;

    private static IEnumerable<string> ProjectsWithFewPublicTypes => _publicTypes.Keys;

    [TestCaseSource(nameof(Projects))]
    public void EveryInternalClass_IsSealed_UnlessSomethingDerivesFromIt(string project)
    {
        using var module = Assemblies.Open(project);
        var types = Assemblies.OwnTypes(module).ToArray();
        var bases = types.Select(static type => type.BaseType?.GetElementType().FullName).ToHashSet(StringComparer.Ordinal);

        var open = types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false, IsPublic: false, IsNestedPublic: false } && !bases.Contains(type.FullName));

        Assert.That(open.Select(static type => type.FullName), Is.Empty);
    }

    [TestCaseSource(nameof(Projects))]
    public void EveryPublicClass_IsSealedOrAbstract(string project)
    {
        using var module = Assemblies.Open(project);

        var open = Assemblies.OwnTypes(module).Where(static type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && (type.IsPublic || type.IsNestedPublic));

        Assert.That(open.Select(static type => type.FullName), Is.Empty);
    }

    [TestCaseSource(nameof(ProjectsWithFewPublicTypes))]
    public void PublicTypes_AreOnlyThoseThatAreNeeded(string project)
    {
        using var module = Assemblies.Open(project);

        Assert.That(Assemblies.OwnTypes(module).Where(static type => type.IsPublic).Select(static type => type.FullName), Is.EquivalentTo(_publicTypes[project]));
    }

    [Test]
    public void LogEventIds_AreUniqueOverAllAssemblies()
    {
        var events = new List<(int Id, string Place)>();
        foreach (var project in Projects)
        {
            using var module = Assemblies.Open(project);
            events.AddRange(module.GetTypes().SelectMany(static type => type.Methods).SelectMany(LogEvents));
        }

        Assert.That(events, Has.Count.GreaterThan(30), "the log methods were found");
        var doubles = events.GroupBy(static one => one.Id).Where(static group => group.Count() > 1).Select(static group => $"{group.Key}: {string.Join(", ", group.Select(static one => one.Place))}");
        Assert.That(doubles, Is.Empty);
        Assert.That(events.Where(static one => one.Id is < 1000 or > 3999), Is.Empty, "ids come in blocks of a hundred per stage, from 1000");
    }

    [Test]
    public void Decisions_HaveANumberOfTheirOwn()
    {
        var files = Directory.GetFiles(Path.Combine(HostBinary.RepositoryRoot, "docs", "adr"), "*.md").Select(static file => Path.GetFileName(file)!).ToArray();

        Assert.That(files, Is.Not.Empty.And.All.Match("^[0-9]{4}-[a-z0-9-]+\\.md$"));
        Assert.That(files.GroupBy(static file => file[..4]).Where(static group => group.Count() > 1).SelectMany(static group => group), Is.Empty);
    }

    private static IEnumerable<(int Id, string Place)> LogEvents(MethodDefinition method) =>
        from attribute in method.CustomAttributes
        where attribute.AttributeType.Name == "LoggerMessageAttribute"
        let id = attribute.ConstructorArguments.Where(static argument => argument.Value is int && argument.Type.MetadataType == MetadataType.Int32)
            .Concat(attribute.Properties.Where(static property => property.Name == "EventId").Select(static property => property.Argument))
            .Select(static argument => (int)argument.Value).FirstOrDefault(-1)
        select (id, method.FullName);
}
