using HeroProc.Events.Verification;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>What is known of one kind of sender. Pure: no I/O and no clock; thread-safe.</summary>
internal interface IWebhookSender
{
    /// <summary>The value of <c>provider</c>.</summary>
    string Name { get; }

    /// <summary>Whether this sender uses the method (upper case) to deliver.</summary>
    bool Delivers(string method) => method == "POST";

    /// <summary>Adds what is wrong with a source's configuration for this sender; paths are relative to the configuration.</summary>
    void Check(WebhookSourceConfig config, ICollection<FieldError> faults);

    /// <summary>Answers a question that carries no event and needs no signature, or null when the request is none.</summary>
    WebhookOutcome? Handshake(WebhookSourceConfig config, WebhookRequest request) => null;

    /// <summary>Whether one of the secrets vouches for the request. Called only when the source has secrets.</summary>
    VerificationResult Verify(WebhookSourceConfig config, WebhookRequest request, ResolvedSecrets secrets, long nowMs);

    /// <summary>
    /// Names in lower case of the headers that carry proof and must not be kept with an event, beyond those that are never
    /// kept (<see cref="KeptHeaders"/>).
    /// </summary>
    IReadOnlyList<string> ProofHeaders(WebhookSourceConfig config);

    /// <summary>
    /// Reads the events of a verified request. Leaves headers, trace context and the fallback of the duplicate key to the
    /// receiver; refuses what this sender does not send.
    /// </summary>
    WebhookOutcome Read(WebhookSourceConfig config, WebhookRequest request);
}
