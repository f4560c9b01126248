using System.Text.Json;
using HeroProc.Events.Intake;

namespace HeroProc.Events.Matching;

/// <summary>Shows an event of the log to filters and templates.</summary>
internal static class EventViewFactory
{
    // Intake bounds the nesting lower; a bound here keeps a record of other making from breaking the reader.
    private const int MaxDepth = 1024;

    private static readonly Dictionary<string, string> _noHeaders = new(StringComparer.Ordinal);

    /// <summary>Parses the payload and shows the event. The view is good until the document is disposed.</summary>
    public static EventView Open(EventRecord record, out JsonDocument payload)
    {
        payload = JsonDocument.Parse(record.Payload, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return new EventView
        {
            Id = record.Id,
            SourceId = record.SourceId,
            SourceType = record.SourceType,
            Type = record.Type,
            Subject = record.Subject,
            Timestamp = record.Timestamp,
            Headers = record.Headers ?? _noHeaders,
            Data = payload.RootElement,
            Forge = record.Forge,
            Hop = record.Hop,
            CorrelationId = record.CorrelationId,
            CausationId = record.CausationId,
        };
    }
}
