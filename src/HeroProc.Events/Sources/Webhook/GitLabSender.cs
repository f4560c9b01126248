using HeroProc.Events.Sources.Forge;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// GitLab: the secret token in clear, or, since 19.x and with a signing token, Standard Webhooks. Which one is told by
/// <c>webhook-signature</c> alone, since the other <c>webhook-*</c> headers come either way; a signature that does not hold
/// is never made good by a token.
/// </summary>
internal sealed class GitLabSender : IWebhookSender
{
    private const string EventHeader = "X-Gitlab-Event";

    private static readonly TokenScheme Token = new() { Header = "X-Gitlab-Token" };
    private static readonly StandardWebhooksScheme Signature = new();

    /// <inheritdoc/>
    public string Name => "gitlab";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        SenderChecks.RefuseGenericFields(config, faults);
    }

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs) =>
        IsSigned(request)
            ? Signature.Verify(request.Headers, request.Body, secrets, nowMs)
            : Token.Verify(request.Headers, request.Body, secrets, nowMs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => ["x-gitlab-token", StandardWebhooksScheme.SignatureHeader];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        if (!request.ContentType.IsJson)
        {
            return WebhookOutcome.UnsupportedMediaType(MediaType.Json);
        }

        if (request.Headers.Single(EventHeader) is not { } eventName)
        {
            return WebhookOutcome.BadRequest($"Expected the event in header {EventHeader}; it is missing, empty or repeated.");
        }

        return SenderBody.Read(request.Body, body =>
        {
            var forge = GitLabForm.Read(eventName, body);
            return WebhookOutcome.One(new ReceivedEvent
            {
                Type = forge.Type,
                Subject = forge.RepoFullName,
                Payload = request.Body,
                // The UUID headers do not serve: one is new at every attempt, the other is shared by hooks that cause hooks.
                DedupeKey = DuplicateKey.Of(request.Headers.Single(StandardWebhooksScheme.IdHeader) ?? Unquote(request.Headers.Single("Idempotency-Key"))),
                Forge = forge.ToJson(),
            });
        });
    }

    private static bool IsSigned(WebhookRequest request) => request.Headers.Values(StandardWebhooksScheme.SignatureHeader).Any(value => value.Length > 0);

    // The header's draft asks for quotes, GitLab sends none.
    private static string? Unquote(string? key) => key is ['"', .. { Length: > 0 } inner, '"'] ? inner : key;
}
