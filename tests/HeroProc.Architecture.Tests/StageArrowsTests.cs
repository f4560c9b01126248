using Mono.Cecil;

namespace HeroProc.Architecture.Tests;

/// <summary>Inside HeroProc.Events the stages of an event's way know each other one way only.</summary>
[TestFixture]
public sealed class StageArrowsTests
{
    private const string Root = "HeroProc.Events.";

    [Test]
    public void PrintEdges()
    {
        using var module = Assemblies.Open("HeroProc.Events");
        foreach (var line in Edges(module).Order())
        {
            File.AppendAllText("/tmp/acc/edges", line + "\n");
        }
    }

    private static IEnumerable<string> Edges(ModuleDefinition module) =>
        from type in Assemblies.OwnTypes(module)
        where type.DeclaringType is null && StageOf(type.FullName) is not null
        from used in TypeUses.Of(type)
        let stage = StageOf(used)
        where stage is not null && stage != StageOf(type.FullName)
        select $"{StageOf(type.FullName)} {stage} {type.Name} {used}";

    private static string? StageOf(string type) =>
        type.StartsWith(Root, StringComparison.Ordinal) && type[Root.Length..].Split('.') is { Length: > 1 } parts ? parts[0] : null;
}
