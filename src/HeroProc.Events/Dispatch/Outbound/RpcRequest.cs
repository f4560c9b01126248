using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>A JSON-RPC 2.0 call, as bytes.</summary>
internal static class RpcRequest
{
    /// <summary>The message.</summary>
    /// <param name="id">The call's id.</param>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The params; null sends an empty object, which hero services expect where there is nothing to say.</param>
    public static ReadOnlyMemory<byte> Of(string id, string method, JsonElement? parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteString("id", id);
            writer.WriteString("method", method);
            writer.WritePropertyName("params");
            if (parameters is { } given)
            {
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(given), skipInputValidation: true);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
