using System.Reflection;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Web;

namespace HeroProc.Host.Extensions;

/// <summary>
/// The assemblies that host and extensions must see as one: the contract, all it refers to, and the shared framework. Their
/// types meet in both; a second copy would be a different type of the same name.
/// </summary>
internal sealed class SharedAssemblies
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public SharedAssemblies()
    {
        AddFolderOf(typeof(object).Assembly);
        AddFolderOf(typeof(WebApplication).Assembly);
        AddWithReferences(typeof(IHeroProcExtension).Assembly);
        AddWithReferences(typeof(IWebExtension).Assembly);
    }

    public bool Contains(AssemblyName name) => name.Name is { } simple && _names.Contains(simple);

    private void AddFolderOf(Assembly framework)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(framework.Location)!, "*.dll"))
        {
            _names.Add(Path.GetFileNameWithoutExtension(file));
        }
    }

    private void AddWithReferences(Assembly assembly)
    {
        _names.Add(assembly.GetName().Name!);
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (!Contains(reference))
            {
                AddWithReferences(Assembly.Load(reference));
            }
        }
    }
}
