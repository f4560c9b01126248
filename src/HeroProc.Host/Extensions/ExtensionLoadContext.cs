using System.Reflection;
using System.Runtime.Loader;

namespace HeroProc.Host.Extensions;

/// <summary>
/// Where an extension's assemblies live. Shared assemblies are the host's; the modules of required extensions are those
/// already loaded there; all else is the extension's own file, even where the host has another version of it.
/// </summary>
internal sealed class ExtensionLoadContext : AssemblyLoadContext
{
    private readonly ExtensionManifest _manifest;
    private readonly SharedAssemblies _shared;
    private readonly IReadOnlyList<ExtensionLoadContext> _required;
    private readonly AssemblyDependencyResolver[] _resolvers;

    /// <param name="manifest">The extension.</param>
    /// <param name="shared">What comes from the host.</param>
    /// <param name="required">The contexts of the extensions it requires, and of those they require.</param>
    public ExtensionLoadContext(ExtensionManifest manifest, SharedAssemblies shared, IReadOnlyList<ExtensionLoadContext> required)
        : base(manifest.Name)
    {
        _manifest = manifest;
        _shared = shared;
        _required = required;
        _resolvers = [.. manifest.Modules.Select(FileOf).Where(File.Exists).Select(file => new AssemblyDependencyResolver(file))];
    }

    /// <summary>The module's assembly, or null when its file is not in the extension's folder.</summary>
    public Assembly? LoadModule(string module) => File.Exists(FileOf(module)) ? LoadFromAssemblyName(new AssemblyName(module)) : null;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (_shared.Contains(assemblyName))
        {
            return null;
        }

        var owner = _required.FirstOrDefault(context => context._manifest.Modules.Contains(assemblyName.Name, StringComparer.OrdinalIgnoreCase));
        if (owner is not null)
        {
            return owner.LoadFromAssemblyName(assemblyName);
        }

        var file = _resolvers.Select(resolver => resolver.ResolveAssemblyToPath(assemblyName)).FirstOrDefault(path => path is not null) ?? FileOf(assemblyName.Name!);
        if (File.Exists(file))
        {
            return LoadFromAssemblyPath(file);
        }

        // Null would let the host's private assemblies in, in whatever version the host happens to have.
        throw new FileNotFoundException($"assembly {assemblyName.Name} is not in {_manifest.Folder}", assemblyName.Name);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var file = _resolvers.Select(resolver => resolver.ResolveUnmanagedDllToPath(unmanagedDllName)).FirstOrDefault(path => path is not null);
        return file is null ? nint.Zero : LoadUnmanagedDllFromPath(file);
    }

    private string FileOf(string assembly) => Path.Combine(_manifest.Folder, assembly + ".dll");
}
