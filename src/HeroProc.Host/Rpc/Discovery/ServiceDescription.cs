using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Discovery;

/// <summary><c>heroservice.json</c>: by what a router finds out what a socket speaks.</summary>
internal static class ServiceDescription
{
    /// <summary>The document.</summary>
    public static byte[] Write(HostVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return JsonBytes.Of(new JsonObject
        {
            ["protocol"] = "openrpc",
            ["service_id"] = HostVersion.Name,
            ["socket"] = "rpc",
            ["name"] = HostVersion.Name,
            ["version"] = version.Text,
            ["description"] = "Runs actions, jobs, schedules and services, and starts workflows on events.",
            ["endpoints"] = new JsonObject { ["rpc"] = "/rpc", ["openrpc"] = "/openrpc.json", ["health"] = "/health" },
        });
    }
}
