using System.Text;
using System.Text.Json;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// Slack: events (<c>event_callback</c>, the type is <c>event.type</c>), interactions (a form whose field <c>payload</c> is
/// the JSON), and the question of the URL, which is answered and makes no event. Slash commands answer 415: they are forms
/// without JSON and wait for an answer that only a program can give.
/// </summary>
internal sealed class SlackSender : IWebhookSender
{
    private const int MaxChallenge = 1024;

    private static readonly HmacScheme Scheme = new()
    {
        Header = "X-Slack-Signature",
        Prefix = "v0=",
        Signed = SignedTemplate.TryParse("v0:{timestamp}:{body}", out _)!,
        TimestampHeader = "X-Slack-Request-Timestamp",
    };

    /// <inheritdoc/>
    public string Name => "slack";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        SenderChecks.RefuseGenericFields(config, faults);
    }

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs) =>
        Scheme.Verify(request.Headers, request.Body, secrets, nowMs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => Scheme.ProofHeaders;

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        if (request.ContentType.IsJson)
        {
            return SenderBody.Read(request.Body, body => ReadEvent(request, body));
        }

        return request.ContentType.IsForm && SenderBody.FormPayload(request.Body, out _) is { } payload
            ? SenderBody.Read(payload, body => ReadInteraction(payload, body))
            : WebhookOutcome.UnsupportedMediaType($"{MediaType.Json}, or {MediaType.Form} with a field 'payload'");
    }

    private static WebhookOutcome ReadEvent(WebhookRequest request, JsonElement body)
    {
        var kind = body.Text("type");
        if (kind == "url_verification")
        {
            return Answer(body.Text("challenge"));
        }

        return (kind == "event_callback" ? body.Text("event", "type") : kind) is not { } type
            ? WebhookOutcome.BadRequest("Expected an event of Slack, with its type in 'event.type'; there is none.")
            : WebhookOutcome.One(new ReceivedEvent
            {
                Type = type,
                Subject = body.Text("event", "channel"),
                Payload = request.Body,
                DedupeKey = DuplicateKey.Of(body.Text("event_id")),
                Timestamp = UnixTime.FromSeconds(body.Whole("event_time")),
            });
    }

    private static WebhookOutcome ReadInteraction(ReadOnlyMemory<byte> payload, JsonElement body) =>
        body.Text("type") is not { } type
            ? WebhookOutcome.BadRequest("Expected an interaction of Slack, with its type in 'type'; there is none.")
            : WebhookOutcome.One(new ReceivedEvent { Type = type, Subject = body.Text("channel", "id"), Payload = payload });

    // As JSON, so that nothing sent here can come back as a page.
    private static WebhookOutcome Answer(string? challenge) => challenge is null or { Length: > MaxChallenge }
        ? WebhookOutcome.BadRequest($"Expected 'challenge' with 1 to {MaxChallenge} characters.")
        : new WebhookOutcome.Handshake(
            200,
            new Dictionary<string, string> { ["Content-Type"] = MediaType.Json },
            Encoding.UTF8.GetBytes($"{{\"challenge\":\"{JsonEncodedText.Encode(challenge)}\"}}"));
}
