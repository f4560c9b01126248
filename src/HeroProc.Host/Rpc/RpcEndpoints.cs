using HeroProc.Host.Rpc.Discovery;
using HeroProc.Host.Rpc.Http;

namespace HeroProc.Host.Rpc;

/// <summary>The HTTP endpoints of the RPC server.</summary>
internal static class RpcEndpoints
{
    /// <summary>
    /// Maps <c>POST /rpc</c>, <c>GET /openrpc.json</c> and <c>GET /.well-known/heroservice.json</c>. Needs
    /// <see cref="RpcServiceCollectionExtensions.AddRpcServer"/>.
    /// </summary>
    public static IEndpointRouteBuilder MapRpc(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var rpc = endpoints.ServiceProvider.GetService<HttpRpc>()
            ?? throw new InvalidOperationException($"{nameof(MapRpc)} needs {nameof(RpcServiceCollectionExtensions.AddRpcServer)} on the services.");
        var document = endpoints.ServiceProvider.GetRequiredService<OpenRpcDocument>();
        var version = endpoints.ServiceProvider.GetRequiredService<HostVersion>();
        endpoints.MapPost("/rpc", rpc.ServeAsync);
        endpoints.MapGet("/openrpc.json", http => WriteAsync(http, document.Utf8));
        var service = ServiceDescription.Write(version);
        endpoints.MapGet("/.well-known/heroservice.json", http => WriteAsync(http, service));
        return endpoints;
    }

    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted).ConfigureAwait(false);
    }
}
