using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Any sender of Standard Webhooks. The body's <c>type</c> is the type; one without is a <c>webhook</c>.</summary>
internal sealed class StandardWebhooksSender : IWebhookSender
{
    private const string DefaultType = "webhook";

    private static readonly StandardWebhooksScheme Scheme = new();

    /// <inheritdoc/>
    public string Name => "standard_webhooks";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        SenderChecks.RefuseGenericFields(config, faults);
        SenderChecks.CheckSecrets(config, Scheme, faults);
    }

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs) =>
        Scheme.Verify(request.Headers, request.Body, secrets, nowMs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => Scheme.ProofHeaders;

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request) =>
        !request.ContentType.IsJson
            ? WebhookOutcome.UnsupportedMediaType(MediaType.Json)
            : SenderBody.Read(request.Body, body => WebhookOutcome.One(new ReceivedEvent
            {
                Type = body.Text("type") ?? DefaultType,
                Payload = request.Body,
                // The same at every attempt, and signed.
                DedupeKey = DuplicateKey.Of(request.Headers.Single(StandardWebhooksScheme.IdHeader)),
                // The header's time is that of the attempt; only the body may tell when it happened.
                Timestamp = Rfc3339.ToUnixMs(body.Text("timestamp")),
            }));
}
