using System.Text.Json;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>Any other sender of JSON: how it signs, and where type and duplicate key stand, is configuration. Forms answer 415.</summary>
internal sealed class GenericSender : IWebhookSender
{
    /// <summary>The value of <c>provider</c>.</summary>
    public const string ProviderName = "generic";

    private const string DefaultType = "webhook";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        if (config.Verify is { } scheme)
        {
            SenderChecks.CheckSecrets(config, scheme, faults);
            if (config.Secrets.Count == 0 && config.AllowUnsigned)
            {
                faults.Add(new FieldError("secrets", "Expected a secret for 'verify' to verify with. Add one, or leave 'verify' out."));
            }
        }
        else if (config.Secrets.Count > 0 && !faults.Any(fault => fault.Path.StartsWith("verify", StringComparison.Ordinal)))
        {
            faults.Add(new FieldError("verify", "Expected how the sender proves that it knows the secret, such as {\"scheme\":\"hmac\",\"header\":\"X-Signature\"}."));
        }
    }

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs) =>
        config.Verify!.Verify(request.Headers, request.Body, secrets, nowMs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => config.Verify?.ProofHeaders ?? [];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        if (!request.ContentType.IsJson)
        {
            return WebhookOutcome.UnsupportedMediaType(MediaType.Json);
        }

        if (config.EventType is { ReadsBody: true })
        {
            return SenderBody.Read(request.Body, data => ToEvent(config, request, data));
        }

        // Nothing in it is needed: checking it costs a small part of the memory that parsing it would.
        return JsonBody.Fault(request.Body.Span) is { } fault ? WebhookOutcome.BadRequest(fault) : ToEvent(config, request, default);
    }

    private static WebhookOutcome ToEvent(WebhookSourceConfig config, WebhookRequest request, JsonElement data)
    {
        var type = config.EventType is null ? DefaultType : config.EventType.Select(request, data);
        return type is null
            ? WebhookOutcome.BadRequest($"Expected the event type in {config.EventType!.Place}; there is none.")
            : WebhookOutcome.One(new ReceivedEvent { Type = type, Payload = request.Body, ContentType = ContentType(request) });
    }

    private static string ContentType(WebhookRequest request) => request.ContentType.Name is { Length: > 0 } name ? name : MediaType.Json;
}
