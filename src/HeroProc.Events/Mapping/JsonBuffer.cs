using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HeroProc.Events.Mapping;

/// <summary>Writes JSON into memory, the same way everywhere in this stage.</summary>
internal static class JsonBuffer
{
    // Relaxed: inputs are data for a program, never part of a page, and people read them.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 0 };

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
}
