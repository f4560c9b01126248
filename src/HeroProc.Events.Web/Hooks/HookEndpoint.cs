using System.Globalization;
using HeroProc.Events.Intake;
using HeroProc.Events.Sources.Webhook;
using HeroProc.Extensibility.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HeroProc.Events.Web.Hooks;

/// <summary>
/// Receives webhooks: limit → verify → parse → keep → answer. The answer 202 goes out when every event of the request is durable,
/// and waits for nothing after that.
/// </summary>
internal sealed partial class HookEndpoint(WebhookDirectory webhooks, EventIntake intake, IServiceProvider services, TimeProvider time, ILogger<HookEndpoint> logger)
{
    // A host without a secret store resolves no secret:NAME, and such a source refuses everything.
    private readonly ISecretStore _secrets = services.GetService<ISecretStore>() ?? new NoSecrets();

    /// <summary>Answers one request.</summary>
    public async Task ReceiveAsync(HttpContext context)
    {
        if (webhooks.Find(context.Request.RouteValues["path"] as string ?? "") is not { } webhook)
        {
            await RefuseAsync(context).ConfigureAwait(false);
            return;
        }

        var body = await BoundedBody.ReadAsync(context.Request, webhook.Config.MaxBodyBytes, context.RequestAborted).ConfigureAwait(false);
        if (body.Problem is { } problem)
        {
            await Problem.WriteAsync(context, problem.Status, problem.Title, problem.Detail).ConfigureAwait(false);
            return;
        }

        var request = HookRequest.Of(context, body.Bytes);
        switch (WebhookReceiver.Receive(webhook.Config, request, time.GetUtcNow().ToUnixTimeMilliseconds(), _secrets))
        {
            case WebhookOutcome.Rejected rejected:
                LogRejected(webhook.Source.Id, rejected.Status, rejected.OperatorReason);
                await Problem.WriteAsync(context, rejected.Status, rejected.Title, rejected.Detail, rejected.Headers).ConfigureAwait(false);
                break;
            case WebhookOutcome.Handshake handshake:
                await AnswerAsync(context, handshake).ConfigureAwait(false);
                break;
            case WebhookOutcome.Received received:
                await KeepAsync(context, webhook.Source.Id, received).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException("A request is rejected, answered or received.");
        }
    }

    private static Task RefuseAsync(HttpContext context) => Problem.WriteAsync(context, 404, "No such webhook", "Nothing answers on this path.");

    private async Task KeepAsync(HttpContext context, string sourceId, WebhookOutcome.Received received)
    {
        List<IntakeResult.Accepted> kept = [];
        foreach (var item in received.Events)
        {
            var result = await intake.AcceptAsync(sourceId, NewEventOf(item)).ConfigureAwait(false);
            if (result is not IntakeResult.Accepted accepted)
            {
                // Events of the same request that were kept before are told as duplicates when the sender repeats it.
                await RefuseAsync(context, result).ConfigureAwait(false);
                return;
            }

            kept.Add(accepted);
        }

        context.Response.StatusCode = 202;
        await context.Response.WriteAsJsonAsync(
            new HookAnswer(kept[0].EventId, kept.TrueForAll(static one => one.Duplicate), kept.Count > 1 ? [.. kept.Select(static one => one.EventId)] : null),
            HookJson.Default.HookAnswer,
            cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, IntakeResult result)
    {
        switch (result)
        {
            case IntakeResult.Overloaded overloaded:
                RetryAfter(context, overloaded.RetryAfter);
                return Problem.WriteAsync(context, 429, "Too many requests", "Nothing was stored. Send it again after the time in Retry-After.");
            case IntakeResult.StorageUnavailable:
                RetryAfter(context, TimeSpan.FromSeconds(5));
                return Problem.WriteAsync(context, 503, "Storage unavailable", "Nothing was stored. Send it again after the time in Retry-After.");
            case IntakeResult.TooLarge large:
                return Problem.WriteAsync(context, 413, "Body too large", $"Expected at most {large.Limit} bytes.");
            case IntakeResult.Invalid invalid:
                return Problem.WriteAsync(context, 400, "Unreadable request", string.Join(" ", invalid.Errors.Select(static error => $"{error.Path}: {error.Message}")));
            default:
                return RefuseAsync(context);
        }
    }

    private static void RetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static async Task AnswerAsync(HttpContext context, WebhookOutcome.Handshake handshake)
    {
        context.Response.StatusCode = handshake.Status;
        foreach (var (name, value) in handshake.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(handshake.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static NewEvent NewEventOf(ReceivedEvent item) => new()
    {
        Type = item.Type,
        Payload = item.Payload,
        Subject = item.Subject,
        Timestamp = item.Timestamp,
        DedupeKey = item.DedupeKey,
        ContentType = item.ContentType,
        Headers = item.Headers,
        CorrelationId = item.CorrelationId,
        CausationId = item.CausationId,
        Traceparent = item.Traceparent,
        Forge = item.Forge,
    };

    private sealed class NoSecrets : ISecretStore
    {
        public string? Find(string name) => null;
    }
}
