using HeroProc.Extensibility.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HeroProc.Host.FaultyExtension;

/// <summary>Says on each surface which one it is, on a path that exists on that surface alone, and on one they share.</summary>
internal sealed class SurfaceEcho : IWebExtension
{
    public void Map(IEndpointRouteBuilder endpoints, WebSurface surface)
    {
        endpoints.MapGet("/surface", () => surface.ToString());
        endpoints.MapGet($"/only/{surface}", () => surface.ToString());
        endpoints.MapGet("/endless", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();

            // A careless stream: it neither watches the request nor the stop of the host.
            await new TaskCompletionSource().Task;
        });
    }
}
