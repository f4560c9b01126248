using HeroProc.Events.Sources.Forge;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// What Forgejo, Gitea and Gogs have in common. They send the same headers once per name of the family
/// (<c>X-Forgejo-Event</c>, <c>X-Gitea-Event</c>, …) and sign the JSON, also when it travels as a form or in a query.
/// </summary>
/// <param name="name">The value of <c>provider</c>.</param>
/// <param name="families">The names in headers, the sender's own first; the later ones stand in when it sends none of its own.</param>
internal abstract class GiteaFamilySender(string name, params string[] families) : IWebhookSender
{
    private readonly HmacScheme _scheme = new()
    {
        Header = $"X-{families[0]}-Signature",
        OtherHeaders = [.. families.Skip(1).Select(family => $"X-{family}-Signature")],
    };

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool Delivers(string method) => method is "POST" or "GET";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        SenderChecks.RefuseGenericFields(config, faults);
    }

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs) =>
        _scheme.Verify(request.Headers, Payload(request, out _) ?? request.Body, secrets, nowMs);

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) =>
        ["x-forgejo-signature", "x-gitea-signature", "x-gogs-signature", "x-hub-signature", "x-hub-signature-256"];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request)
    {
        if (request.Method == "POST" && !request.ContentType.IsJson && !request.ContentType.IsForm)
        {
            return WebhookOutcome.UnsupportedMediaType($"{MediaType.Json} or {MediaType.Form}");
        }

        // The coarse name is empty for some events and means something else for others; it only stands in for old versions.
        var fine = Header(request, "Event-Type");
        if ((fine ?? Header(request, "Event")) is not { } eventName)
        {
            return WebhookOutcome.BadRequest($"Expected the event in header X-{families[0]}-Event-Type; it is missing, empty or repeated.");
        }

        return Payload(request, out var fault) is { } payload
            ? SenderBody.Read(payload, body => WebhookOutcome.One(ToEvent(request, payload, GiteaForm.Read(name, eventName, isFine: fine is not null, body))))
            : WebhookOutcome.BadRequest(fault);
    }

    private ReceivedEvent ToEvent(WebhookRequest request, ReadOnlyMemory<byte> payload, ForgeEvent forge) => new()
    {
        Type = forge.Type,
        Subject = forge.RepoFullName,
        Payload = payload,
        DedupeKey = DuplicateKey.Of(Header(request, "Delivery")),
        Forge = forge.ToJson(),
    };

    private string? Header(WebhookRequest request, string suffix)
    {
        foreach (var family in families)
        {
            if (request.Headers.Single($"X-{family}-{suffix}") is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte>? Payload(WebhookRequest request, out string fault)
    {
        fault = "";
        return request.Method == "GET" ? SenderBody.QueryPayload(request.Query, out fault)
            : request.ContentType.IsForm ? SenderBody.FormPayload(request.Body, out fault)
            : request.Body;
    }
}
