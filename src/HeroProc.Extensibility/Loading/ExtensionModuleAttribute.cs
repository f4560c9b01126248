namespace HeroProc.Extensibility.Loading;

/// <summary>Names the type through which the host enters an assembly of an extension. One per assembly.</summary>
/// <param name="moduleType">A public or internal class with a parameterless constructor that implements <see cref="IHeroProcExtension"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ExtensionModuleAttribute(Type moduleType) : Attribute
{
    /// <summary>The class the host makes and configures.</summary>
    public Type ModuleType { get; } = moduleType;
}
