using System.Text;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// Stripe: <c>Stripe-Signature: t=…,v1=…</c> over <c>{t}.{body}</c>. The <c>whsec_</c> secret is the key as it stands, not
/// decoded, unlike the one of Standard Webhooks that looks the same.
/// </summary>
internal sealed class StripeSender : IWebhookSender
{
    private const string Header = "Stripe-Signature";
    private const string Expected = "Expected header Stripe-Signature: 't=' and the Unix time, ',v1=' and the hex HMAC-SHA256 of time.body.";
    private const int MaxParts = 32;

    /// <inheritdoc/>
    public string Name => "stripe";

    /// <inheritdoc/>
    public void Check(WebhookSourceConfig config, ICollection<FieldError> faults)
    {
        SenderChecks.RequireSecrets(config, faults);
        SenderChecks.RefuseGenericFields(config, faults);
    }

    /// <inheritdoc/>
    public VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs)
    {
        if (request.Headers.IsRepeated(Header))
        {
            return VerificationResult.Wrong(Expected, "the header was sent more than once");
        }

        if (request.Headers.Single(Header) is not { } header)
        {
            return VerificationResult.Missing(Expected);
        }

        var parts = header.Split(',', StringSplitOptions.TrimEntries);
        var times = parts.Where(part => part.StartsWith("t=", StringComparison.Ordinal)).Select(part => part[2..]).ToArray();
        // Other versions, v0 of test mode among them, prove nothing.
        var digests = parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal))
            .Select(part => DigestEncoding.Hex.Decode(part.AsSpan(3), MacAlgorithm.Sha256.DigestLength()))
            .OfType<byte[]>()
            .ToArray();
        if (parts.Length > MaxParts || times.Length != 1 || digests.Length == 0)
        {
            return VerificationResult.Wrong(Expected, "it is not written that way");
        }

        if (TimestampWindow.Fault(times[0], nowMs, TimestampWindow.DefaultToleranceMs) is { } fault)
        {
            return VerificationResult.Wrong(Expected, fault);
        }

        ReadOnlyMemory<byte>[] signed = [Encoding.UTF8.GetBytes(times[0] + "."), request.Body];
        return SecretTrial.Any(secrets, Expected, secret =>
        {
            var expected = MacAlgorithm.Sha256.Compute(Encoding.UTF8.GetBytes(secret), signed);
            var fits = false;
            foreach (var digest in digests)
            {
                fits |= ConstantTime.DigestsEqual(expected, digest);
            }

            return fits;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config) => ["stripe-signature"];

    /// <inheritdoc/>
    public WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request) =>
        !request.ContentType.IsJson
            ? WebhookOutcome.UnsupportedMediaType(MediaType.Json)
            : SenderBody.Read(request.Body, body => body.Text("type") is not { } type
                ? WebhookOutcome.BadRequest("Expected an event of Stripe, with its type in 'type'; there is none.")
                : WebhookOutcome.One(new ReceivedEvent
                {
                    Type = type,
                    Subject = body.Text("data", "object", "id"),
                    Payload = request.Body,
                    DedupeKey = DuplicateKey.Of(body.Text("id")),
                    Timestamp = UnixTime.FromSeconds(body.Whole("created")),
                }));
}
