using System.Reflection;

namespace HeroProc.Host.Rpc.Discovery;

/// <summary>What the host calls itself.</summary>
internal sealed class HostVersion
{
    /// <summary>The service's name.</summary>
    public const string Name = "hero_proc";

    /// <summary>The version, without what a build adds after a plus sign.</summary>
    public string Text { get; } =
        typeof(HostVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
