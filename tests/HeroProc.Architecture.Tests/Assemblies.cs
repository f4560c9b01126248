using HeroProc.Events.TestKit.Processes;
using Mono.Cecil;

namespace HeroProc.Architecture.Tests;

/// <summary>The built assemblies of <c>src</c>, read as files.</summary>
internal static class Assemblies
{
    /// <summary>The projects under <c>src</c>, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Path.Combine(HostBinary.RepositoryRoot, "src")).Select(static folder => Path.GetFileName(folder)!).Where(static name => File.Exists(ProjectFile(name))).Order(StringComparer.Ordinal)];

    /// <summary>Its project file.</summary>
    public static string ProjectFile(string name) => Path.Combine(HostBinary.RepositoryRoot, "src", name, name + ".csproj");

    /// <summary>Opens a built assembly.</summary>
    public static ModuleDefinition Open(string name)
    {
        var folder = HostBinary.OutputOf(Path.Combine("src", name));
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(folder);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        var file = Path.Combine(folder, name + ".dll");
        return ModuleDefinition.ReadModule(File.Exists(file) ? file : Path.Combine(folder, "hero-events.dll"), new ReaderParameters { AssemblyResolver = resolver });
    }

    /// <summary>Every type of ours in it, nested ones too; what the compiler made is left out.</summary>
    public static IEnumerable<TypeDefinition> OwnTypes(ModuleDefinition module) => module.GetTypes().Where(static type => !IsGenerated(type));

    private static bool IsGenerated(TypeDefinition type) =>
        // Top-level statements; ASP.NET makes it public.
        type.FullName == "Program"
        || type.Name.Contains('<', StringComparison.Ordinal)
        || type.CustomAttributes.Any(static one => one.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute" or "EmbeddedAttribute")
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
