using HeroProc.Events.Sources.Forge;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>GitHub: signs the raw body, also of a form. The sha1 signature it still sends beside is not looked at.</summary>
internal sealed class GitHubSender : IWebhookSender
{
    private const string EventHeader = "X-GitHub-Event";

    private static readonly HmacScheme Scheme = new() { Header = "X-Hub-Signature-256", Prefix = "sha256=" };

    private static readonly string[] Lookalikes = ["Forgejo", "Gitea", "Gogs"];

    /// <inheritdoc/>
    public string Name => "github";

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
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => ["x-hub-signature-256", "x-hub-signature"];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        // Those forges send GitHub's headers too; read as GitHub's, their bodies would be taken for something else.
        if (Lookalikes.FirstOrDefault(family => request.Headers.Values($"X-{family}-Event").Count > 0) is { } other)
        {
            return WebhookOutcome.BadRequest($"Expected a request of GitHub; this one is of {other}. Set the source's provider to {other.ToLowerInvariant()}.");
        }

        if (request.Headers.Single(EventHeader) is not { } eventName)
        {
            return WebhookOutcome.BadRequest($"Expected the event in header {EventHeader}; it is missing, empty or repeated.");
        }

        var fault = "";
        var payload = request.ContentType switch
        {
            { IsJson: true } => request.Body,
            { IsForm: true } => SenderBody.FormPayload(request.Body, out fault),
            _ => (ReadOnlyMemory<byte>?)null,
        };
        return payload is { } json
            ? SenderBody.Read(json, body => WebhookOutcome.One(ToEvent(request, json, GitHubForm.Read(eventName, body))))
            : request.ContentType.IsForm ? WebhookOutcome.BadRequest(fault)
            : WebhookOutcome.UnsupportedMediaType($"{MediaType.Json} or {MediaType.Form}");
    }

    private static ReceivedEvent ToEvent(WebhookRequest request, ReadOnlyMemory<byte> payload, ForgeEvent forge) => new()
    {
        Type = forge.Type,
        Subject = forge.RepoFullName,
        Payload = payload,
        DedupeKey = DuplicateKey.Of(request.Headers.Single("X-GitHub-Delivery")),
        Forge = forge.ToJson(),
    };
}
