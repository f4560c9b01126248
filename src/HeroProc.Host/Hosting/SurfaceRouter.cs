using HeroProc.Extensibility.Web;
using HeroProc.Host.Rpc;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Features;

namespace HeroProc.Host.Hosting;

/// <summary>
/// One pipeline with routes of its own for each surface. A request is led by the listener it came through, before any
/// route is looked at, so no path, host name or header reaches another surface's routes.
/// </summary>
internal sealed class SurfaceRouter
{
    private readonly Dictionary<WebSurface, RequestDelegate> _pipelines;

    public SurfaceRouter(IServiceProvider services, HostOptions options)
    {
        var extensions = services.GetServices<IWebExtension>().ToArray();
        _pipelines = Enum.GetValues<WebSurface>().ToDictionary(surface => surface, surface => Build(services, options, extensions, surface));
    }

    public Task RouteAsync(HttpContext context)
    {
        var surface = context.Features.GetRequiredFeature<SurfaceFeature>().Surface;
        return _pipelines[surface](context);
    }

    private static RequestDelegate Build(IServiceProvider services, HostOptions options, IWebExtension[] extensions, WebSurface surface)
    {
        var app = new ApplicationBuilder(services);
        if (surface == WebSurface.Tcp)
        {
            app.UseMiddleware<HostFilteringMiddleware>();
        }

        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            HealthEndpoint.Map(endpoints);
            if (surface == WebSurface.RpcSocket || (surface == WebSurface.Tcp && options.RpcOverTcp))
            {
                endpoints.MapRpc();
            }

            foreach (var extension in extensions)
            {
                extension.Map(endpoints, surface);
            }
        });
        return app.Build();
    }
}
