using System.Text.Json;
using System.Text.Json.Serialization;

namespace HeroProc.Events.Intake;

/// <summary>An event as it was accepted: the record of the log. Never changes.</summary>
public sealed record EventRecord
{
    /// <summary>Its id, a UUIDv7, or the id the emitter gave it.</summary>
    public required string Id { get; init; }

    /// <summary>The source it came from.</summary>
    public required string SourceId { get; init; }

    /// <summary>The type that source had.</summary>
    public required string SourceType { get; init; }

    /// <summary>What happened: <c>push</c>, <c>schedule.fired</c>, an emitter's own word.</summary>
    public required string Type { get; init; }

    /// <summary>What it happened to.</summary>
    public string? Subject { get; init; }

    /// <summary>When it happened, by its sender where the sender says so. Unix milliseconds.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>When it was accepted. Unix milliseconds.</summary>
    public required ulong ReceivedAt { get; init; }

    /// <summary>Media type of the payload.</summary>
    public required string ContentType { get; init; }

    /// <summary>Request headers worth keeping, in lower case; never a signature, a token or a cookie.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>What tells a repetition of it, within its source.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>What it belongs to, kept along a chain of events.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The event that caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>How many events lie before it in its chain; 0 for one from outside.</summary>
    public int Hop { get; init; }

    /// <summary>W3C trace context it came with.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The forge-neutral form, for events of forges.</summary>
    public JsonElement? Forge { get; init; }

    /// <summary>The payload: JSON text in UTF-8, byte for byte as received.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Payload { get; init; }
}
