using System.Reflection;
using HeroProc.Extensibility.Loading;
using HeroProc.Host.Hosting;

namespace HeroProc.Host.Extensions;

/// <summary>Reads, orders, loads and configures extensions. The first fault of an extension stops the start and names it.</summary>
internal sealed class ExtensionLoader(SharedAssemblies shared)
{
    private readonly Dictionary<string, IReadOnlyList<ExtensionLoadContext>> _contexts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads the extensions in these folders and lets each module register itself.</summary>
    /// <returns>The extensions in the order in which they were configured.</returns>
    public StartStep<IReadOnlyList<ExtensionManifest>> Load(IEnumerable<string> folders, ExtensionContext context)
    {
        var manifests = folders.Where(folder => folder.Length > 0)
            .Select(folder => ExtensionManifest.Read(Path.GetFullPath(folder, AppContext.BaseDirectory)))
            .ToArray();
        var faults = manifests.SelectMany(read => read.Faults).ToArray();
        if (faults.Length > 0)
        {
            return StartStep<IReadOnlyList<ExtensionManifest>>.Refused(faults);
        }

        var order = ExtensionOrder.Of([.. manifests.Select(read => read.Value!)]);
        foreach (var manifest in order.Value ?? [])
        {
            if (Enter(manifest, context) is { } fault)
            {
                return StartStep<IReadOnlyList<ExtensionManifest>>.Refused($"extension {manifest.Name}: {fault}");
            }
        }

        return order;
    }

    private string? Enter(ExtensionManifest manifest, ExtensionContext context)
    {
        var required = manifest.Requires.SelectMany(name => _contexts[name]).Distinct().ToArray();
        var own = new ExtensionLoadContext(manifest, shared, required);
        _contexts[manifest.Name] = [own, .. required];
        return manifest.Modules.Select(module => EnterModule(own, module, context)).FirstOrDefault(fault => fault is not null);
    }

    private static string? EnterModule(ExtensionLoadContext own, string module, ExtensionContext context)
    {
        Assembly? assembly;
        try
        {
            assembly = own.LoadModule(module);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            return $"module {module} cannot be loaded: {exception.Message.Trim()}";
        }

        if (assembly is null)
        {
            return $"module {module} cannot be loaded: {module}.dll is not in the extension's folder";
        }

        // From here on the extension's own code runs: whatever it throws is its fault, to be named as such.
        try
        {
            var attributes = assembly.GetCustomAttributes<ExtensionModuleAttribute>().ToArray();
            if (attributes.Length != 1)
            {
                return $"module {module} needs [assembly: ExtensionModule(typeof(...))] to say where to enter it";
            }

            var type = attributes[0].ModuleType;
            if (!type.IsAssignableTo(typeof(IHeroProcExtension)))
            {
                return $"module {module}: {type.FullName} does not implement {nameof(IHeroProcExtension)}";
            }

            ((IHeroProcExtension)Activator.CreateInstance(type, nonPublic: true)!).Configure(context);
            return null;
        }
        catch (Exception exception)
        {
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            return $"module {module} failed while it was configured: {cause.GetType().Name}: {cause.Message.Trim()}";
        }
    }
}
