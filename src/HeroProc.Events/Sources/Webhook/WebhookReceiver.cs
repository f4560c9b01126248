using System.Net;
using HeroProc.Events.Verification;
using HeroProc.Extensibility.Secrets;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>
/// What a request to a webhook comes to: size, then verification of the raw bytes, then parsing, then the normal form.
/// Pure: no I/O and no clock; the same request, configuration, secrets and moment give the same outcome. Thread-safe. Never
/// throws for anything a sender can send.
/// </summary>
internal static class WebhookReceiver
{
    /// <summary>Receives a request.</summary>
    /// <param name="config">The source's configuration.</param>
    /// <param name="request">The request, its body undone from its content encoding.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    /// <param name="secrets">Where <c>secret:NAME</c> is looked up.</param>
    public static WebhookOutcome Receive(WebhookSourceConfig config, WebhookRequest request, long nowMs, ISecretStore secrets)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(secrets);
        if (!IsAllowedAddress(config, request.RemoteAddress))
        {
            return new WebhookOutcome.Rejected(403, "Not from an allowed address", "This address may not send here.", $"the address {request.RemoteAddress?.ToString() ?? "(none)"} is not in allow_ips");
        }

        if (request.Body.Length > config.MaxBodyBytes)
        {
            return new WebhookOutcome.Rejected(413, "Body too large", $"Expected at most {config.MaxBodyBytes} bytes.", $"a body of {request.Body.Length} bytes");
        }

        if (config.Sender.Handshake(config, request) is { } answer)
        {
            return answer;
        }

        if (!config.Sender.Delivers(request.Method))
        {
            return new WebhookOutcome.Rejected(405, "Method not allowed", "Expected POST.", "a method this sender does not use")
            {
                Headers = new Dictionary<string, string> { ["Allow"] = "POST" },
            };
        }

        var resolved = ResolvedSecrets.From(config.Secrets, secrets);
        // The configuration's check saw to it that a source without secrets says allow_unsigned.
        var verification = config.Secrets.Count == 0
            ? null
            : config.Sender.Verify(config, request, resolved, nowMs);
        if (verification is VerificationResult.Refused refused && !(refused.Absent && config.AllowUnsigned))
        {
            return new WebhookOutcome.Rejected(401, "Signature refused", refused.Detail, refused.OperatorReason);
        }

        var outcome = config.Sender.Read(config, request);
        return outcome is WebhookOutcome.Received received
            ? Complete(config, request, received, resolved)
            : outcome;
    }

    private static bool IsAllowedAddress(WebhookSourceConfig config, IPAddress? address)
    {
        if (config.AllowIps.Count == 0)
        {
            return true;
        }

        // A socket that listens on both families shows IPv4 senders as ::ffff:a.b.c.d.
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && config.AllowIps.Any(network => network.Contains(plain));
    }

    private static WebhookOutcome Complete(WebhookSourceConfig config, WebhookRequest request, WebhookOutcome.Received received, ResolvedSecrets secrets)
    {
        var headers = KeptHeaders.Select(request.Headers, config.Sender.ProofHeaders(config), secrets);
        var traceparent = TraceParent.Valid(request.Headers.Single("traceparent"));
        var bodyKey = new Lazy<string>(() => DuplicateKey.OfBytes(request.Body.IsEmpty ? received.Events[0].Payload.Span : request.Body.Span), isThreadSafe: false);
        var events = new List<ReceivedEvent>(received.Events.Count);
        foreach (var (index, item) in received.Events.Index())
        {
            if (!EventText.IsClean(item.Type, EventText.MaxType))
            {
                return WebhookOutcome.BadRequest($"Expected an event type of 1 to {EventText.MaxType} characters without control characters.");
            }

            var count = received.Events.Count;
            var key = item.DedupeKey
                ?? ConfiguredKey(config, request, item)
                ?? DuplicateKey.Part(bodyKey.Value, index, count);
            events.Add(item with
            {
                Subject = EventText.CleanOrNull(item.Subject),
                CorrelationId = EventText.CleanOrNull(item.CorrelationId),
                CausationId = EventText.CleanOrNull(item.CausationId),
                DedupeKey = DuplicateKey.Of(key),
                Headers = Merge(headers, item.Headers),
                Traceparent = item.Traceparent ?? traceparent,
            });
        }

        return new WebhookOutcome.Received(events);
    }

    private static string? ConfiguredKey(WebhookSourceConfig config, WebhookRequest request, ReceivedEvent item)
    {
        if (config.Dedupe is not { } selector)
        {
            return null;
        }

        if (!selector.ReadsBody)
        {
            return selector.Select(request, default);
        }

        using var data = JsonBody.TryParse(item.Payload, out _);
        return data is null ? null : selector.Select(request, data.RootElement);
    }

    private static Dictionary<string, string> Merge(Dictionary<string, string> common, IReadOnlyDictionary<string, string> own)
    {
        if (own.Count == 0)
        {
            return common;
        }

        var merged = new Dictionary<string, string>(common, StringComparer.Ordinal);
        foreach (var (name, value) in own)
        {
            merged[name] = value;
        }

        return merged;
    }
}
