using System.Text.Json;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>One event a request carried, verified and normalised; what intake is offered.</summary>
internal sealed record ReceivedEvent
{
    /// <summary>What happened.</summary>
    public required string Type { get; init; }

    /// <summary>The payload: JSON text in UTF-8, byte for byte as received; for a form, its field <c>payload</c>.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What it happened to: the repository, the CloudEvents subject.</summary>
    public string? Subject { get; init; }

    /// <summary>When it happened, Unix milliseconds, where the sender says so.</summary>
    public ulong? Timestamp { get; init; }

    /// <summary>What tells a repetition of it: the sender's delivery id, the configured key, or a hash of the body.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>Media type of the payload.</summary>
    public string ContentType { get; init; } = MediaType.Json;

    /// <summary>Headers worth keeping, lower case; never a signature, a token or a cookie.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What it belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The event that caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>W3C trace context it came with.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The forge-neutral form, for events of forges.</summary>
    public JsonElement? Forge { get; init; }
}
