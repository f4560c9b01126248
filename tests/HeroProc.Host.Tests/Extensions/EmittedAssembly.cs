using System.Reflection;
using System.Reflection.Emit;
using HeroProc.Extensibility.Loading;
using Microsoft.Extensions.DependencyInjection;

namespace HeroProc.Host.Tests.Extensions;

/// <summary>Writes small assemblies to disk, so that a test has exactly the modules, versions and faults it is about.</summary>
internal static class EmittedAssembly
{
    private static readonly AssemblyName Core = typeof(object).Assembly.GetName();

    /// <summary>An assembly with <c>public static class Words.Text { static string Get() => text; }</c>.</summary>
    public static MethodInfo Library(string folder, string name, string version, string text)
    {
        var (assembly, module) = Begin(name, version);
        var type = module.DefineType("Words.Text", TypeAttributes.Public | TypeAttributes.Class);
        var method = type.DefineMethod("Get", MethodAttributes.Public | MethodAttributes.Static, typeof(string), []);
        var body = method.GetILGenerator();
        body.Emit(OpCodes.Ldstr, text);
        body.Emit(OpCodes.Ret);
        type.CreateType();
        Save(assembly, folder, name);
        return method;
    }

    /// <summary>A module that registers what <paramref name="said"/> returns, as a singleton of type string.</summary>
    public static void Module(string folder, string name, MethodInfo said) =>
        Module(folder, name, configure =>
        {
            configure.Emit(OpCodes.Ldarg_1);
            configure.Emit(OpCodes.Callvirt, typeof(ExtensionContext).GetProperty(nameof(ExtensionContext.Services))!.GetMethod!);
            configure.Emit(OpCodes.Call, said);
            configure.Emit(OpCodes.Call, Registering.MakeGenericMethod(typeof(string)));
            configure.Emit(OpCodes.Pop);
        });

    /// <summary>A module that does nothing.</summary>
    public static void Module(string folder, string name) => Module(folder, name, _ => { });

    /// <summary>An assembly without the attribute that says where to enter it.</summary>
    public static void WithoutAttribute(string folder, string name) => Save(Begin(name, "1.0.0.0").Assembly, folder, name);

    private static MethodInfo Registering { get; } = typeof(ServiceCollectionServiceExtensions).GetMethods()
        .Single(method => method.Name == nameof(ServiceCollectionServiceExtensions.AddSingleton)
            && method.GetGenericArguments().Length == 1
            && method.GetParameters() is [_, { ParameterType.IsGenericMethodParameter: true }]);

    private static void Module(string folder, string name, Action<ILGenerator> configure)
    {
        var (assembly, module) = Begin(name, "1.0.0.0");
        var type = module.DefineType(name + ".Module", TypeAttributes.NotPublic | TypeAttributes.Class, typeof(object), [typeof(IHeroProcExtension)]);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        var method = type.DefineMethod(
            nameof(IHeroProcExtension.Configure), MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final, typeof(void), [typeof(ExtensionContext)]);
        var body = method.GetILGenerator();
        configure(body);
        body.Emit(OpCodes.Ret);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(ExtensionModuleAttribute).GetConstructor([typeof(Type)])!, [type]));
        type.CreateType();
        Save(assembly, folder, name);
    }

    private static (PersistedAssemblyBuilder Assembly, ModuleBuilder Module) Begin(string name, string version)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(version) }, Assembly.Load(Core));
        return (assembly, assembly.DefineDynamicModule(name));
    }

    private static void Save(PersistedAssemblyBuilder assembly, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        assembly.Save(Path.Combine(folder, name + ".dll"));
    }
}
