using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Makes event views out of JSON that names only the fields a case is about.</summary>
internal static class Views
{
    public static EventView Of(string json) => Of(JsonElement.Parse(json));

    public static EventView OfData(string json) => Of($$"""{"data":{{json}}}""");

    public static EventView Of(JsonElement json) => new()
    {
        Id = Text(json, "id") ?? "e-1",
        SourceId = Text(json, "source_id") ?? "source",
        SourceType = Text(json, "source_type") ?? "webhook",
        Type = Text(json, "type") ?? "some.type",
        Subject = Text(json, "subject"),
        Timestamp = json.TryGetProperty("timestamp", out var timestamp) ? timestamp.GetUInt64() : 1_700_000_000_000,
        Headers = json.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal),
        Data = json.TryGetProperty("data", out var data) ? data : default,
        Forge = json.TryGetProperty("forge", out var forge) ? forge : null,
        Hop = json.TryGetProperty("hop", out var hop) ? hop.GetInt32() : 0,
        CorrelationId = Text(json, "correlation_id"),
        CausationId = Text(json, "causation_id"),
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
