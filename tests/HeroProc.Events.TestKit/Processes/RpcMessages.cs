using System.Net.Http.Headers;
using System.Text.Json;

namespace HeroProc.Events.TestKit.Processes;

/// <summary>Makes and reads JSON-RPC messages as a client would that knows nothing of the host's code.</summary>
public static class RpcMessages
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A request as UTF-8 JSON without a line end.</summary>
    /// <param name="id">The id of the request.</param>
    /// <param name="method">The method.</param>
    /// <param name="parameters">A JSON element, an anonymous object with names as on the wire, or null for none.</param>
    public static byte[] Request(long id, string method, object? parameters) =>
        parameters is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id, method })
            : JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id, method, @params = parameters });

    /// <summary>Posts a request to <c>/rpc</c> and reads the answer.</summary>
    public static async Task<JsonElement> PostAsync(HttpClient client, string method, object? parameters)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var content = new ByteArrayContent(Request(1, method, parameters)) { Headers = { ContentType = Json } };
        using var answer = await client.PostAsync(new Uri("/rpc", UriKind.Relative), content);
        var body = await answer.Content.ReadAsByteArrayAsync();
        return answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonElement.Parse(body)
            : throw new InvalidOperationException($"{method} was answered with HTTP {(int)answer.StatusCode} and no JSON.");
    }
}
