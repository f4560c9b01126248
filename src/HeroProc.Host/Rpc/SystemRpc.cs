using System.Text.Json;
using System.Text.Json.Serialization;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Discovery;

namespace HeroProc.Host.Rpc;

/// <summary>Methods about the host itself.</summary>
internal sealed class SystemRpc : IRpcModule
{
    private readonly TimeProvider _time;
    private readonly HostVersion _version;
    private readonly Lazy<OpenRpcDocument> _document;
    private readonly long _started;

    public SystemRpc(TimeProvider time, HostVersion version, Lazy<OpenRpcDocument> document)
    {
        _time = time;
        _version = version;
        _document = document;
        _started = time.GetTimestamp();
        Methods =
        [
            RpcMethod.Create(
                new RpcMethodInfo("system.ping", "Tells that the host answers, and for how long it has.")
                {
                    ExampleParams = "{}",
                    ExampleResult = """{"pong":true,"version":"0.1.0","uptime_ms":12345,"now":1700000000000}""",
                },
                SystemRpcJson.Default.NoParams,
                SystemRpcJson.Default.Pong,
                (_, _, _) => ValueTask.FromResult<RpcResult<Pong>>(Ping())),
            RpcMethod.Create(
                new RpcMethodInfo("rpc.discover", "The OpenRPC document of every method.") { Description = "The same document as GET /openrpc.json." },
                SystemRpcJson.Default.NoParams,
                SystemRpcJson.Default.JsonElement,
                (_, _, _) => ValueTask.FromResult<RpcResult<JsonElement>>(_document.Value.Json)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<RpcMethod> Methods { get; }

    private Pong Ping() => new(true, _version.Text, (long)_time.GetElapsedTime(_started).TotalMilliseconds, _time.GetUtcNow().ToUnixTimeMilliseconds());
}

/// <summary>Params of a method that takes none.</summary>
internal sealed record NoParams;

/// <summary>The answer of <c>system.ping</c>.</summary>
/// <param name="Answered">Always true.</param>
/// <param name="Version">The host's version.</param>
/// <param name="UptimeMs">How long the RPC server has been up, in milliseconds.</param>
/// <param name="Now">The host's clock, in Unix milliseconds.</param>
internal sealed record Pong([property: JsonPropertyName("pong")] bool Answered, string Version, long UptimeMs, long Now);

/// <summary>JSON of the system methods.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NoParams))]
[JsonSerializable(typeof(Pong))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class SystemRpcJson : JsonSerializerContext;
