using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>
/// What filters and templates see of an event. Immutable and safe to read from many threads, as long as the documents behind
/// <see cref="Data"/> and <see cref="Forge"/> are not disposed.
/// </summary>
/// <remarks>
/// A field that is null here is absent for a filter (<c>exists:false</c>) and for a template. How deep an event may nest is decided
/// where it is parsed; readers of the view recurse that deep and no deeper.
/// </remarks>
internal sealed class EventView
{
    // The parser's own limit is 64; the view adds a level of its own, and a caller may have allowed more.
    private const int MaxDepth = 1024;

    private JsonDocument? _json;

    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the source that took the event in.</summary>
    public required string SourceId { get; init; }

    /// <summary>The kind of that source: <c>webhook</c>, <c>cron</c>, …</summary>
    public required string SourceType { get; init; }

    /// <summary>The event's type: <c>push</c>, <c>pull_request.opened</c>, <c>schedule.fired</c>, …</summary>
    public required string Type { get; init; }

    /// <summary>What the event is about, if the sender said.</summary>
    public string? Subject { get; init; }

    /// <summary>When the event happened, in Unix milliseconds, UTC.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>The request's headers. Names are lower-case; the map must compare them ordinally.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The parsed payload; <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonElement Data { get; init; }

    /// <summary>The forge fields, where the event came from a forge.</summary>
    public JsonElement? Forge { get; init; }

    /// <summary>How many events stand between this one and the outside; 0 for an event from outside.</summary>
    public int Hop { get; init; }

    /// <summary>The id that ties the events of one undertaking together.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The id of the event that caused this one.</summary>
    public string? CausationId { get; init; }

    /// <summary>The whole view as one JSON object, absent fields left out. Built on the first call and kept.</summary>
    public JsonElement AsJson() => (_json ??= Build()).RootElement;

    /// <summary>Reads one field of the view.</summary>
    /// <param name="path">Dotted, with indexes: <c>data.items[0].id</c>, <c>headers.x-event</c>, <c>type</c>.</param>
    /// <param name="value">The field's value; an explicit <c>null</c> is a value.</param>
    /// <returns>False when the path leads nowhere or is not well formed.</returns>
    public bool TryGet(string path, out JsonElement value)
    {
        value = AsJson();
        var rest = path.AsSpan();
        while (true)
        {
            var end = rest.IndexOf('.');
            if (!Step(end < 0 ? rest : rest[..end], ref value))
                return false;
            if (end < 0)
                return true;
            rest = rest[(end + 1)..];
        }
    }

    private static bool Step(ReadOnlySpan<char> segment, ref JsonElement value)
    {
        var bracket = segment.IndexOf('[');
        var name = bracket < 0 ? segment : segment[..bracket];
        // "data[0]" and, for a list of lists, "data.rows[0][1]"; a segment of indexes alone has no name to look for.
        if (!name.IsEmpty || bracket < 0)
        {
            if (!JsonText.TryFind(value, name.ToString(), out value))
                return false;
        }
        for (var rest = bracket < 0 ? [] : segment[bracket..]; !rest.IsEmpty;)
        {
            var close = rest.IndexOf(']');
            if (rest[0] != '[' || close < 2 || value.ValueKind != JsonValueKind.Array)
                return false;
            if (!int.TryParse(rest[1..close], System.Globalization.NumberStyles.None, null, out var index) || index >= value.GetArrayLength())
                return false;
            value = value[index];
            rest = rest[(close + 1)..];
        }
        return true;
    }

    private JsonDocument Build()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(EventFields.Id, Id);
            writer.WriteString(EventFields.SourceId, SourceId);
            writer.WriteString(EventFields.SourceType, SourceType);
            writer.WriteString(EventFields.Type, Type);
            WriteOptional(writer, EventFields.Subject, Subject);
            writer.WriteNumber(EventFields.Timestamp, Timestamp);
            writer.WriteStartObject(EventFields.Headers);
            foreach (var (name, value) in Headers)
                writer.WriteString(name, value);
            writer.WriteEndObject();
            WriteRaw(writer, EventFields.Data, Data);
            WriteRaw(writer, EventFields.Forge, Forge ?? default);
            writer.WriteNumber(EventFields.Hop, Hop);
            WriteOptional(writer, EventFields.CorrelationId, CorrelationId);
            WriteOptional(writer, EventFields.CausationId, CausationId);
            writer.WriteEndObject();
        }
        return JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxDepth });
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    // Raw, because WriteTo re-encodes strings and throws on a lone surrogate the sender wrote.
    private static void WriteRaw(Utf8JsonWriter writer, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
