using System.Globalization;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Verification;

namespace HeroProc.Events.Sources.Webhook;

/// <summary>The attributes of one CloudEvent, checked, whichever way they travelled.</summary>
internal sealed class CloudEventAttributes
{
    private const int MaxAttributes = 64;
    private const string HeaderPrefix = "ce-";

    private static readonly string[] Data = ["data", "data_base64"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CloudEventAttributes()
    {
    }

    /// <summary>The attributes of an event in JSON, or null with the fault.</summary>
    public static CloudEventAttributes? OfJson(JsonElement body, out string fault)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            fault = "Expected a CloudEvent, a JSON object.";
            return null;
        }

        if (body.At("data") is not null && body.At("data_base64") is not null)
        {
            fault = "Expected 'data' or 'data_base64', not both.";
            return null;
        }

        var attributes = new CloudEventAttributes();
        foreach (var member in body.EnumerateObject().Where(member => !Data.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null))
        {
            var text = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number when member.Value.TryGetInt32(out var number) => number.ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
            if (text is null)
            {
                fault = "Expected every attribute to be a text, a truth value or a 32-bit whole number.";
                return null;
            }

            if (!attributes.TryAdd(member.Name, text, out fault))
            {
                return null;
            }
        }

        return attributes.Checked(out fault);
    }

    /// <summary>The attributes in <c>ce-*</c> headers, or null with the fault.</summary>
    public static CloudEventAttributes? OfHeaders(RequestHeaders headers, out string fault)
    {
        var attributes = new CloudEventAttributes();
        foreach (var (name, value) in headers.All.Where(header => header.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal)))
        {
            if (name == "ce-datacontenttype")
            {
                fault = "Expected the data's media type in Content-Type, never in ce-datacontenttype.";
                return null;
            }

            if (CloudEventHeader.Decode(value) is not { } text)
            {
                fault = "Expected the values of ce-* headers percent-encoded in UTF-8.";
                return null;
            }

            if (!attributes.TryAdd(name[HeaderPrefix.Length..], text, out fault))
            {
                return null;
            }
        }

        return attributes.Checked(out fault);
    }

    /// <summary>The event with these attributes, or null with the fault.</summary>
    public ReceivedEvent? ToEvent(ReadOnlyMemory<byte> payload, out string fault)
    {
        var time = Find("time");
        var timestamp = Rfc3339.ToUnixMs(time);
        fault = time is not null && timestamp is null ? "Expected 'time' as RFC 3339 writes it, not before 1970." : "";
        return fault.Length > 0 ? null : new ReceivedEvent
        {
            Type = Find("type")!,
            Subject = Find("subject"),
            Timestamp = timestamp,
            Payload = payload,
            // The same source and id is the same event. A source has no blank in it, so the two stay apart.
            DedupeKey = DuplicateKey.Of($"{Find("source")} {Find("id")}"),
            CorrelationId = Find("correlationid"),
            CausationId = Find("causationid"),
            Traceparent = TraceParent.Valid(Find("traceparent")),
            Headers = _values.Where(value => value.Value.Length <= KeptHeaders.MaxValueLength).ToDictionary(value => HeaderPrefix + value.Key, value => value.Value, StringComparer.Ordinal),
        };
    }

    private string? Find(string name) => _values.GetValueOrDefault(name);

    private bool TryAdd(string name, string value, out string fault)
    {
        fault = name.Length is 0 or > 64 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
            ? "Expected attribute names of lower-case letters and digits, at most 64."
            : !IsText(value) ? "Expected attribute values without control characters and noncharacters."
            : _values.Count == MaxAttributes ? $"Expected at most {MaxAttributes} attributes."
            : _values.TryAdd(name, value) ? "" : "Expected every attribute once.";
        return fault.Length == 0;
    }

    private CloudEventAttributes? Checked(out string fault)
    {
        fault = Find("specversion") != "1.0" ? "Expected a CloudEvent of specversion 1.0."
            : string.IsNullOrEmpty(Find("id")) ? "Expected attribute 'id', not empty."
            : string.IsNullOrEmpty(Find("type")) ? "Expected attribute 'type', not empty."
            : Find("source") is not { Length: > 0 } source || source.Contains(' ', StringComparison.Ordinal) ? "Expected attribute 'source', a URI reference."
            : Find("subject") is "" ? "Expected attribute 'subject' not empty, or none."
            : "";
        return fault.Length == 0 ? this : null;
    }

    // Half pairs have been refused with the body; a header cannot hold one.
    private static bool IsText(string value) =>
        value.EnumerateRunes().All(rune => !Rune.IsControl(rune) && (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF));
}
