using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HeroProc.Host.Hosting;

/// <summary>
/// <c>GET /health</c>: 200 while every check says healthy or degraded, else 503. The answer names the checks and their
/// states and nothing else, since descriptions and exceptions may hold paths.
/// </summary>
internal static class HealthEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("status", Word(report.Status));
            json.WriteStartObject("checks");
            foreach (var (name, entry) in report.Entries.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, Word(entry.Status));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
