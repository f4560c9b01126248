using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>Writes JSON into memory, the same way everywhere in this stage.</summary>
internal static class JsonBuffer
{
    // As deep as an event may nest where it is parsed.
    private const int MaxDepth = 1024;

    // Relaxed: inputs are data for a program, never part of a page, and people read them.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    /// <summary>What <paramref name="write"/> writes, as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>What <paramref name="write"/> writes, as text.</summary>
    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write).Span);

    /// <summary>
    /// Writes a value as it stands, except for what JSON readers choke on: a lone surrogate (<c>"\ud800"</c>) and bytes that are no
    /// UTF-8 become U+FFFD.
    /// </summary>
    public static void WriteClean(Utf8JsonWriter writer, JsonElement value)
    {
        if (IsClean(value))
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        else
            Rewrite(writer, value);
    }

    private static bool IsClean(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return Utf8.IsValid(raw) && raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0;
    }

    /// <summary>Writes a text; a lone surrogate becomes U+FFFD.</summary>
    public static void WriteText(Utf8JsonWriter writer, string text) => writer.WriteStringValue(Encoding.UTF8.GetBytes(text));

    private static void Rewrite(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(Encoding.UTF8.GetBytes(JsonText.Name(property)));
                    Rewrite(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                    Rewrite(writer, element);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                WriteText(writer, JsonText.Read(value));
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }
}
