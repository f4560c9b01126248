using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Discovery;

/// <summary>Writes a document made in memory.</summary>
internal static class JsonBytes
{
    /// <summary>The document's bytes, on one line.</summary>
    public static byte[] Of(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
