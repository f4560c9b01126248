using System.Text.Json;

namespace HeroProc.Events.Intake;

/// <summary>An event on its way in, verified and normalised by its source. Intake gives it an id and keeps it.</summary>
public sealed record NewEvent
{
    /// <summary>What happened; 1 to 256 characters, no control characters.</summary>
    public required string Type { get; init; }

    /// <summary>The payload: one JSON value in UTF-8, up to 25 MiB. Kept byte for byte. Must not change afterwards.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What it happened to; up to 1024 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>When it happened, Unix milliseconds; absent is now.</summary>
    public ulong? Timestamp { get; init; }

    /// <summary>An id of the emitter's choice. A second event of the same id is a duplicate, or a conflict if it says something else.</summary>
    public string? Id { get; init; }

    /// <summary>What tells a repetition of it within its source; up to 1024 characters.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>Media type of the payload.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers worth keeping, lower case.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>What it belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The event that caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>How many events lie before it in its chain.</summary>
    public int Hop { get; init; }

    /// <summary>W3C trace context.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The forge-neutral form, for events of forges.</summary>
    public JsonElement? Forge { get; init; }
}
