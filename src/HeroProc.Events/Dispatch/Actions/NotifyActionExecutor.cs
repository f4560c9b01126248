using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using HeroProc.Events.Dispatch.Outbound;
using HeroProc.Events.Matching;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Secrets;
using Polly.CircuitBreaker;

namespace HeroProc.Events.Dispatch.Actions;

/// <summary>
/// Sends a Standard Webhook (<c>kind: notify</c>). Its <c>webhook-id</c> is the delivery's id on every attempt, so that a receiver
/// tells a repetition after a crash like any other.
/// </summary>
internal sealed class NotifyActionExecutor(NotifyClient client, HostBreakers breakers, ISecretStore? secrets, TimeProvider time) : IActionExecutor
{
    private const int MaxBodyBytes = 32 * 1024 * 1024;
    private const int MaxAnswerBytes = 64 * 1024;
    private static readonly TimeSpan _usualTimeout = TimeSpan.FromSeconds(15);

    public string Kind => "notify";

    public bool Repeatable => true;

    public async ValueTask<AttemptOutcome> StartAsync(DeliveryAttempt attempt, CancellationToken cancellationToken)
    {
        var action = attempt.Trigger.Trigger.Action;
        if (Body(attempt, out var fault, cancellationToken) is not { } body)
        {
            return new AttemptOutcome.Hopeless(fault!);
        }

        string? secret = null;
        if (action.Secret is { } configured)
        {
            secret = SecretReference.TryParse(configured) is { } reference ? reference.Literal ?? (secrets is null ? null : reference.Resolve(secrets)) : null;
            if (secret is null)
            {
                // A person can put it there, so the next attempt may find it.
                return new AttemptOutcome.Failed($"Nothing was sent: the secret store has no value for '{(configured.StartsWith(SecretReference.StorePrefix, StringComparison.Ordinal) ? configured : "action.secret")}'.");
            }
        }

        var url = new Uri(action.Url!);
        var pipeline = breakers.For(url.Authority);
        try
        {
            var sent = await pipeline.ExecuteAsync(
                async token => await SendAsync(attempt, url, body, secret, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return sent.Outcome;
        }
        catch (BrokenCircuitException open)
        {
            return new AttemptOutcome.NotNow(open.RetryAfter ?? HostBreakers.Break, $"'{url.Authority}' keeps failing and is left alone for a while.");
        }
    }

    private async ValueTask<SendResult> SendAsync(DeliveryAttempt attempt, Uri url, ReadOnlyMemory<byte> body, string? secret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add(StandardWebhooksScheme.IdHeader, attempt.Delivery.Id);
        request.Headers.Add(StandardWebhooksScheme.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("HeroProc.Events", "0.1"));
        if (attempt.Event.Traceparent is { } trace)
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        }

        if (secret is not null)
        {
            if (WebhookSigner.Sign(secret, attempt.Delivery.Id, seconds, body) is not { } signature)
            {
                return new SendResult(new AttemptOutcome.Failed("Nothing was sent: the secret is not whsec_ and the base64 of a key."), HostUnwell: false);
            }

            request.Headers.Add(StandardWebhooksScheme.SignatureHeader, signature);
        }

        var timeout = attempt.Trigger.Policy.TimeoutMs is { } limit ? TimeSpan.FromMilliseconds(limit) : _usualTimeout;
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
            return await OutcomeAsync(response, url, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(new AttemptOutcome.Failed($"'{url.Authority}' did not answer within {timeout.TotalMilliseconds:0} ms."), HostUnwell: true);
        }
        catch (HttpRequestException exception) when (exception.InnerException is AddressRefusedException refused)
        {
            return new SendResult(new AttemptOutcome.Hopeless(refused.Message), HostUnwell: false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var error = exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var known } ? known.ToString() : "the connection broke";
            return new SendResult(new AttemptOutcome.Failed($"'{url.Authority}' could not be reached or did not answer in HTTP: {error}."), HostUnwell: true);
        }
    }

    private async ValueTask<SendResult> OutcomeAsync(HttpResponseMessage response, Uri url, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return new SendResult(new AttemptOutcome.Succeeded(), HostUnwell: false);
        }

        var (bytes, _) = await BoundedText.ReadAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        var said = BoundedText.Show(bytes.Span);
        var status = (int)response.StatusCode;
        var redirected = status is >= 300 and < 400 ? " Redirects are not followed; set the final address." : "";
        var message = $"'{url.Authority}' answered {status}.{redirected}{(said.Length == 0 ? "" : $" It said: {said}")}";
        return new SendResult(
            response.StatusCode == HttpStatusCode.Gone ? new AttemptOutcome.Hopeless(message) : new AttemptOutcome.Failed(message, RetryAfter: RetryAfter.Of(response, time.GetUtcNow())),
            HostUnwell: status is 429 or >= 500);
    }

    private static ReadOnlyMemory<byte>? Body(DeliveryAttempt attempt, out string? fault, CancellationToken cancellationToken)
    {
        var view = EventViewFactory.Open(attempt.Event, out var payload);
        using (payload)
        {
            ReadOnlyMemory<byte> body;
            if (attempt.Trigger.Mapping is { } mapping)
            {
                var rendered = mapping.Render(view, cancellationToken);
                if (!rendered.Succeeded)
                {
                    fault = rendered.Reason("payload");
                    return null;
                }

                body = JsonMarshal.GetRawUtf8Value(rendered.Value).ToArray();
            }
            else
            {
                body = NotifyBody.Of(attempt.Event, view, attempt.Carried);
            }

            fault = body.Length > MaxBodyBytes ? $"The notification has {body.Length} bytes; at most {MaxBodyBytes} are sent." : null;
            return fault is null ? body : null;
        }
    }
}
