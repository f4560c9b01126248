using System.Text.Json;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// CloudEvents 1.0 over HTTP: structured, batched and binary. CloudEvents has no signature of its own; a source uses
/// <c>verify</c>, or its secrets are tokens in <c>Authorization: Bearer</c> or <c>?access_token=</c>.
/// </summary>
/// <remarks>
/// The payload is the JSON as received: the envelope of a structured event, one element of a batch, the body of a binary
/// one (<c>null</c> when it has none). The attributes stand among the headers as <c>ce-*</c> in every mode.
/// </remarks>
internal sealed class CloudEventsSender : IWebhookSender
{
    private const string Batch = "application/cloudevents-batch";
    private const string Structured = "application/cloudevents";
    private const int MaxBatch = 1000;
    private const string TokenParameter = "access_token";

    private static readonly TokenScheme Bearer = new() { Header = "Authorization", Prefix = "Bearer " };

    /// <inheritdoc/>
    public string Name => "cloudevents";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        if (config.EventType is not null)
        {
            faults.Add(new FieldError("event_type", "Expected it only with provider generic; a CloudEvent says its type itself. Leave it out."));
        }

        if (config.Verify is { } scheme)
        {
            SenderChecks.CheckSecrets(config, scheme, faults);
            if (config.Secrets.Count == 0 && config.AllowUnsigned)
            {
                faults.Add(new FieldError("secrets", "Expected a secret for 'verify' to verify with. Add one, or leave 'verify' out."));
            }
        }
    }

    /// <inheritdoc/>
    public WebhookOutcome? Handshake(WebhookSourceConfig config, WebhookRequest request) =>
        request.Method == "OPTIONS" ? CloudEventsConsent.Answer(request) : null;

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs)
    {
        if (config.Verify is { } scheme)
        {
            return scheme.Verify(request.Headers, request.Body, secrets, nowMs);
        }

        if (request.Headers.Values(Bearer.Header).Count > 0 || !request.Query.Contains(TokenParameter, StringComparison.Ordinal))
        {
            return Bearer.Verify(request.Headers, request.Body, secrets, nowMs);
        }

        const string expected = "Expected header Authorization: 'Bearer ' and the agreed token, or the token in ?access_token=.";
        return FormBody.Find(System.Text.Encoding.UTF8.GetBytes(request.Query), "access_token"u8, out var fault) is { } token
            ? SecretTrial.Any(secrets, expected, secret => ConstantTime.TokensEqual(secret, System.Text.Encoding.UTF8.GetString(token)))
            : VerificationResult.Wrong(expected, fault);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => config.Verify?.ProofHeaders ?? [];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        var name = request.ContentType.Name ?? "";
        if (name.StartsWith(Batch, StringComparison.Ordinal))
        {
            return request.ContentType.IsJson
                ? SenderBody.Read(request.Body, body => ReadBatch(request.Body, body))
                : WebhookOutcome.UnsupportedMediaType($"{Batch}+json");
        }

        if (name.StartsWith(Structured, StringComparison.Ordinal))
        {
            return request.ContentType.IsJson
                ? SenderBody.Read(request.Body, body => ReadStructured(request.Body, body, out var fault) is { } one ? WebhookOutcome.One(one) : WebhookOutcome.BadRequest(fault))
                : WebhookOutcome.UnsupportedMediaType($"{Structured}+json");
        }

        return ReadBinary(request);
    }

    private static WebhookOutcome ReadBatch(ReadOnlyMemory<byte> payload, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            return WebhookOutcome.BadRequest("Expected a list of CloudEvents.");
        }

        if (body.GetArrayLength() > MaxBatch)
        {
            return new WebhookOutcome.Rejected(413, "Batch too large", $"Expected at most {MaxBatch} CloudEvents in a batch.", $"a batch of {body.GetArrayLength()}");
        }

        var events = new List<ReceivedEvent>(body.GetArrayLength());
        foreach (var (index, element) in body.EnumerateArray().Index())
        {
            var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element);
            if (ReadStructured(raw.ToArray(), element, out var fault) is not { } one)
            {
                // All or none: a sender that is told "no" sends the whole batch again.
                return WebhookOutcome.BadRequest($"In element {index}: {fault}");
            }

            events.Add(one);
        }

        // An empty batch is valid and says nothing.
        return events.Count == 0 ? new WebhookOutcome.Handshake(204, new Dictionary<string, string>(), default) : new WebhookOutcome.Received(events);
    }

    private static ReceivedEvent? ReadStructured(ReadOnlyMemory<byte> payload, JsonElement body, out string fault)
    {
        var attributes = CloudEventAttributes.OfJson(body, out fault);
        return attributes?.ToEvent(payload, out fault);
    }

    private static WebhookOutcome ReadBinary(WebhookRequest request)
    {
        var attributes = CloudEventAttributes.OfHeaders(request.Headers, out var fault);
        if (attributes is null)
        {
            return WebhookOutcome.BadRequest(fault);
        }

        if (request.Body.IsEmpty)
        {
            return attributes.ToEvent("null"u8.ToArray(), out fault) is { } bare ? WebhookOutcome.One(bare) : WebhookOutcome.BadRequest(fault);
        }

        return !request.ContentType.IsJson
            ? WebhookOutcome.UnsupportedMediaType($"data of {MediaType.Json}")
            : SenderBody.Read(request.Body, _ => attributes.ToEvent(request.Body, out fault) is { } one ? WebhookOutcome.One(one) : WebhookOutcome.BadRequest(fault));
    }
}
