using HeroProc.Events.Web.Hooks;
using HeroProc.Events.Web.Streams;
using HeroProc.Extensibility.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace HeroProc.Events.Web;

/// <summary>Says which endpoints stand on which surface.</summary>
internal sealed class EventsWeb(HookEndpoint hooks, StreamEndpoint streams) : IWebExtension
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints, WebSurface surface)
    {
        if (surface is WebSurface.Tcp or WebSurface.WebHooksSocket)
        {
            // With whatever follows, so that a wrong address gets the same answer as an unknown one.
            endpoints.Map("/hooks/{**path}", hooks.ReceiveAsync);
        }

        // Never over TCP: what events hold is for programs of this machine's user.
        if (surface is WebSurface.RpcSocket)
        {
            endpoints.MapGet("/events/stream", streams.StreamAsync);
        }
    }
}
