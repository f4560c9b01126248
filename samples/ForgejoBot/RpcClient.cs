using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ForgejoBot;

/// <summary>JSON-RPC over HTTP on the host's Unix socket.</summary>
internal sealed class RpcClient(string socket) : IDisposable
{
    private static readonly Uri _address = new("http://localhost/rpc");

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    });

    private int _id;

    public void Dispose() => _http.Dispose();

    /// <summary>Calls a method and returns its result.</summary>
    public async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_id, ["method"] = method, ["params"] = parameters.DeepClone() };
        using var response = await _http.PostAsJsonAsync(_address, request);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        return answer["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
            : answer["result"]!;
    }

    /// <summary>Calls until the result is as wanted, for at most 30 seconds.</summary>
    public async Task<JsonNode> WaitForAsync(string method, JsonObject parameters, Func<JsonNode, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var result = await CallAsync(method, parameters);
            if (wanted(result))
            {
                return result;
            }

            await pace.WaitForNextTickAsync(limit.Token);
        }
    }
}
