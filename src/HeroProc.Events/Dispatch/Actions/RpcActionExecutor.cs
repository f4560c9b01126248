using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using HeroProc.Events.Dispatch.Outbound;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>
/// Calls another hero service over its Unix socket (<c>kind: rpc</c>): HTTP <c>POST /rpc</c>, the call's id is the delivery's.
/// </summary>
internal sealed class RpcActionExecutor(ServiceSockets sockets, RpcActionOptions options, TimeProvider time) : IActionExecutor
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan _usualTimeout = TimeSpan.FromSeconds(15);
    private static readonly Uri _address = new("http://localhost/rpc");

    public string Kind => "rpc";

    // No service is known to tell a repeated call by its id.
    public bool Repeatable => false;

    public async ValueTask<AttemptOutcome> StartAsync(DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        var action = attempt.Trigger.Trigger.Action;
        if (sockets.Find(action.Socket!, options.AllowedSockets, out var path) is { } refusal)
        {
            return new AttemptOutcome.Hopeless(refusal);
        }

        UnixDomainSocketEndPoint endPoint;
        try
        {
            endPoint = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return new AttemptOutcome.Hopeless("The path of the socket is longer than a Unix socket's may be.");
        }

        if (Message(attempt, out var fault, cancellationToken) is not { } message)
        {
            return new AttemptOutcome.Hopeless(fault!);
        }

        var timeout = attempt.Trigger.Policy.TimeoutMs is { } limit ? TimeSpan.FromMilliseconds(limit) : _usualTimeout;
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await CallAsync(endPoint, message, attempt, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AttemptOutcome.Failed($"The service '{Name(action.Socket!)}' did not answer within {timeout.TotalMilliseconds:0} ms.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var why = exception.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : "the connection broke or the answer is no HTTP";
            return new AttemptOutcome.Failed($"The service '{Name(action.Socket!)}' could not be called: {why}.");
        }
    }

    private static async ValueTask<AttemptOutcome> CallAsync(UnixDomainSocketEndPoint endPoint, ReadOnlyMemory<byte> message, DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        // One for each call: a connection shared by host name could lead one call to another's socket.
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (_, token) => ConnectAsync(endPoint, token),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(message) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (attempt.Event.Traceparent is { } trace)
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var (bytes, more) = await BoundedText.ReadAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        if (more)
        {
            return new AttemptOutcome.Failed($"The service's answer is larger than {MaxAnswerBytes} bytes.");
        }

        // An error of JSON-RPC may come under any status; a body that is none is told by the status.
        var outcome = RpcAnswer.Read(bytes, attempt.Delivery.Id);
        return response.IsSuccessStatusCode || outcome is AttemptOutcome.Hopeless or AttemptOutcome.Failed { RetryAfter: not null }
            ? outcome
            : new AttemptOutcome.Failed($"The service answered HTTP {(int)response.StatusCode}: {BoundedText.Show(bytes.Span)}");
    }

    private static async ValueTask<Stream> ConnectAsync(UnixDomainSocketEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ReadOnlyMemory<byte>? Message(DeliveryAttempt attempt, out string? fault, CancellationToken cancellationToken)
    {
        fault = null;
        JsonElement? parameters = null;
        if (attempt.Trigger.Mapping is { } mapping)
        {
            var view = EventViewFactory.Open(attempt.Event, out var payload);
            using (payload)
            {
                var rendered = mapping.Render(view, cancellationToken);
                if (!rendered.Succeeded)
                {
                    fault = rendered.Reason("params");
                    return null;
                }

                parameters = rendered.Value;
            }
        }

        return RpcRequest.Of(attempt.Delivery.Id, attempt.Trigger.Trigger.Action.Method!, parameters);
    }

    // A path of the machine has no place in what a delivery tells.
    private static string Name(string socket) => BoundedText.Show(Path.IsPathFullyQualified(socket) ? Path.GetFileName(socket) : socket);
}
