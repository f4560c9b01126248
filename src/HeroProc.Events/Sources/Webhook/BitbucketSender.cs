using System.Text;
using HeroProc.Events.Sources.Forge;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// Bitbucket Cloud and Data Center. Both sign the raw body with SHA-256 in <c>X-Hub-Signature</c>, the header that carries
/// SHA-1 on GitHub. Data Center's test of a connection comes unsigned; it is answered and makes no event.
/// </summary>
internal sealed class BitbucketSender : IWebhookSender
{
    private const string EventHeader = "X-Event-Key";

    private static readonly HmacScheme Scheme = new() { Header = "X-Hub-Signature", Prefix = "sha256=" };

    /// <inheritdoc/>
    public string Name => "bitbucket";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        SenderChecks.RefuseGenericFields(config, faults);
    }

    /// <inheritdoc/>
    public WebhookOutcome? Handshake(WebhookSourceConfig config, WebhookRequest request) =>
        request.Method == "POST"
        && request.Headers.Single(EventHeader) == "diagnostics:ping"
        && request.Headers.Values(Scheme.Header).Count == 0
            ? new WebhookOutcome.Handshake(200, new Dictionary<string, string> { ["Content-Type"] = MediaType.Json }, Encoding.UTF8.GetBytes("{}"))
            : null;

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs) =>
        Scheme.Verify(request.Headers, request.Body, secrets, nowMs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => ["x-hub-signature", "x-hub-signature-256"];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        if (!request.ContentType.IsJson)
        {
            return WebhookOutcome.UnsupportedMediaType(MediaType.Json);
        }

        if (request.Headers.Single(EventHeader) is not { } eventKey)
        {
            return WebhookOutcome.BadRequest($"Expected the event in header {EventHeader}; it is missing, empty or repeated.");
        }

        return SenderBody.Read(request.Body, body => new WebhookOutcome.Received(ToEvents(request, BitbucketForm.Read(eventKey, body))));
    }

    private static List<ReceivedEvent> ToEvents(WebhookRequest request, IReadOnlyList<ForgeEvent> forges)
    {
        var id = DuplicateKey.Of(request.Headers.Single("X-Request-UUID") ?? request.Headers.Single("X-Request-Id"));
        return [.. forges.Select((forge, index) => new ReceivedEvent
        {
            Type = forge.Type,
            Subject = forge.RepoFullName,
            Payload = request.Body,
            DedupeKey = DuplicateKey.Part(id, index, forges.Count),
            Forge = forge.ToJson(),
        })];
    }
}
