using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HeroProc.Extensibility.Loading;

/// <summary>
/// One module of an extension. The host finds the type through <see cref="ExtensionModuleAttribute"/>, makes it with its
/// parameterless constructor, and calls <see cref="Configure"/> once before the host is built.
/// </summary>
/// <remarks>
/// A module only registers services: <see cref="Rpc.IRpcModule"/>, <see cref="Actions.IActionType"/>,
/// <see cref="Jobs.IJobObserver"/>, hosted services and its own parts. Work begins in hosted services, never here.
/// A module that throws stops the start of the host, which names the extension and the reason.
/// </remarks>
public interface IHeroProcExtension
{
    /// <summary>Registers what the module gives to the host.</summary>
    void Configure(ExtensionContext context);
}

/// <summary>What a module gets while it registers itself.</summary>
/// <param name="Services">The host's service collection, shared by all extensions.</param>
/// <param name="Configuration">The whole configuration of the host; an extension reads the section named after itself.</param>
/// <param name="Paths">Folders the extension may use.</param>
public sealed record ExtensionContext(IServiceCollection Services, IConfiguration Configuration, HeroPaths Paths);
