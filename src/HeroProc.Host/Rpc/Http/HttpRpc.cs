using System.Net.Sockets;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Messages;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace HeroProc.Host.Rpc.Http;

/// <summary><c>POST /rpc</c>: one message a request. Thread-safe.</summary>
internal sealed class HttpRpc(HttpCalls calls, MessageParser parser, IOptions<RpcOptions> options)
{
    private const string Json = "application/json";
    private const string UserHeader = "X-Hero-User";

    private readonly int _limit = options.Value.MaxMessageBytes;

    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        if (!IsJson(http.Request.ContentType))
        {
            await Results.Problem(
                statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "Unsupported media type",
                detail: $"Send JSON-RPC 2.0 as Content-Type: {Json}.").ExecuteAsync(http).ConfigureAwait(false);
            return;
        }

        // Kestrel's own limit would answer without a JSON-RPC body; the one below does.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = null;
        }

        var message = http.Request.ContentLength > _limit ? null : await ReadAsync(http).ConfigureAwait(false);
        if (message is null)
        {
            using var error = MessageWriter.Error(IncomingMessage.NullId, RpcErrors.MessageTooLarge(_limit));
            await WriteAsync(http, StatusCodes.Status413PayloadTooLarge, error).ConfigureAwait(false);
            return;
        }

        var context = new RpcCall(Notifications: null, http.RequestAborted, Identity(http));
        using var answer = await calls.AnswerAsync(message, context, http.RequestAborted).ConfigureAwait(false);
        if (answer is null)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await WriteAsync(http, StatusCodes.Status200OK, answer).ConfigureAwait(false);
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // Whoever reaches a Unix socket is trusted to say who it is; over TCP anybody could.
    private static string? Identity(HttpContext http) =>
        http.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix
        && http.Request.Headers.TryGetValue(UserHeader, out var user) && user is [{ Length: > 0 } name]
            ? name
            : null;

    private static async Task WriteAsync(HttpContext http, int status, MessageBuffer message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        http.Response.ContentLength = message.Length;
        await http.Response.Body.WriteAsync(message.Written, http.RequestAborted).ConfigureAwait(false);
    }

    // Null when the body is over the limit.
    private async ValueTask<IncomingMessage?> ReadAsync(HttpContext http)
    {
        var input = http.Request.BodyReader;
        using var body = new MessageBuffer(_limit);
        while (true)
        {
            var result = await input.ReadAsync(http.RequestAborted).ConfigureAwait(false);
            if (body.Length + result.Buffer.Length > _limit)
            {
                input.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted && body.Length == 0 && result.Buffer.IsSingleSegment)
            {
                var whole = parser.Parse(result.Buffer.FirstSpan);
                input.AdvanceTo(result.Buffer.End);
                return whole;
            }

            foreach (var piece in result.Buffer)
            {
                body.Append(piece.Span);
            }

            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return parser.Parse(body.Written.Span);
            }
        }
    }
}
