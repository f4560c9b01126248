using System.Text;
using System.Text.Json;
using HeroProc.Events.Intake;
using HeroProc.Events.Store;

namespace HeroProc.Events.Rpc;

/// <summary>An event of the log as it is answered.</summary>
internal sealed record EventDocument
{
    public required string Id { get; init; }

    public required string SourceId { get; init; }

    public string? SourceType { get; init; }

    public required string Type { get; init; }

    public string? Subject { get; init; }

    /// <summary>When it happened, Unix milliseconds.</summary>
    public ulong? Timestamp { get; init; }

    /// <summary>The JSON text exactly as received; left out of lists where it is longer than 65536 bytes.</summary>
    public string? Payload { get; init; }

    /// <summary>Its length in bytes.</summary>
    public int? PayloadBytes { get; init; }

    /// <summary>Ids of the triggers that matched; absent in streams, which tell of an event before it is routed.</summary>
    public IReadOnlyList<string>? MatchedTriggers { get; init; }

    /// <summary>True once it was offered to every enabled trigger of its source; absent in streams.</summary>
    public bool? Routed { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required ulong ReceivedAt { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? DedupeKey { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }

    public int Hop { get; init; }

    public string? Traceparent { get; init; }

    public JsonElement? Forge { get; init; }

    /// <summary>The longest payload a list shows.</summary>
    public const int MaxListedPayload = 65_536;

    /// <summary>Joins what the index knows with what the journal holds.</summary>
    /// <param name="entry">The index's part.</param>
    /// <param name="record">The journal's part, or null when its record is damaged.</param>
    /// <param name="whole">True to show a payload of any length.</param>
    public static EventDocument Of(EventEntry entry, EventRecord? record, bool whole) => new()
    {
        Id = entry.Id,
        SourceId = entry.SourceId,
        SourceType = record?.SourceType,
        Type = entry.Type,
        Subject = record?.Subject,
        Timestamp = record?.Timestamp,
        Payload = record is not null && (whole || record.Payload.Length <= MaxListedPayload) ? Encoding.UTF8.GetString(record.Payload.Span) : null,
        PayloadBytes = record?.Payload.Length,
        MatchedTriggers = entry.MatchedTriggers,
        Routed = entry.Routed,
        ReceivedAt = entry.ReceivedAt,
        ContentType = record?.ContentType,
        Headers = record?.Headers,
        DedupeKey = entry.DedupeKey,
        CorrelationId = record?.CorrelationId,
        CausationId = record?.CausationId,
        Hop = record?.Hop ?? 0,
        Traceparent = record?.Traceparent,
        Forge = record?.Forge,
    };

    /// <summary>An event as streams tell it, from the journal alone; a long payload is left out as in lists.</summary>
    public static EventDocument Of(EventRecord record) => new()
    {
        Id = record.Id,
        SourceId = record.SourceId,
        SourceType = record.SourceType,
        Type = record.Type,
        Subject = record.Subject,
        Timestamp = record.Timestamp,
        Payload = record.Payload.Length <= MaxListedPayload ? Encoding.UTF8.GetString(record.Payload.Span) : null,
        PayloadBytes = record.Payload.Length,
        ReceivedAt = record.ReceivedAt,
        ContentType = record.ContentType,
        Headers = record.Headers,
        DedupeKey = record.DedupeKey,
        CorrelationId = record.CorrelationId,
        CausationId = record.CausationId,
        Hop = record.Hop,
        Traceparent = record.Traceparent,
        Forge = record.Forge,
    };
}
