using HeroProc.Events.Web;
using HeroProc.Events.Web.Hooks;
using HeroProc.Events.Web.Streams;
using HeroProc.Extensibility.Loading;
using HeroProc.Extensibility.Web;
using Microsoft.Extensions.DependencyInjection;

[assembly: ExtensionModule(typeof(WebModule))]

namespace HeroProc.Events.Web;

/// <summary>Registers what the extension serves over HTTP.</summary>
internal sealed class WebModule : IHeroProcExtension
{
    /// <inheritdoc/>
    public void Configure(ExtensionContext context)
    {
        context.Services.AddSingleton<HookEndpoint>();
        context.Services.AddSingleton<StreamEndpoint>();
        context.Services.AddSingleton<IWebExtension, EventsWeb>();
    }
}
