using HeroProc.Events.Web.Hooks;
using HeroProc.Extensibility.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace HeroProc.Events.Web;

/// <summary>Says which endpoints stand on which surface.</summary>
internal sealed class EventsWeb(HookEndpoint hooks) : IWebExtension
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints, WebSurface surface)
    {
        if (surface is WebSurface.Tcp or WebSurface.WebHooksSocket)
        {
            endpoints.Map("/hooks/{path}", hooks.ReceiveAsync);
            endpoints.Map("/hooks/{**rest}", HookEndpoint.RefuseAsync);
        }
    }
}
