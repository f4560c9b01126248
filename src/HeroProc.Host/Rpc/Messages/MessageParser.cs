using System.Runtime.InteropServices;
using System.Text.Json;
using HeroProc.Extensibility.Rpc;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc.Messages;

/// <summary>
/// Reads bytes as JSON-RPC 2.0, strictly. Never throws on what it is given: every fault is a request with
/// <see cref="IncomingRequest.Fault"/>. Thread-safe.
/// </summary>
internal sealed class MessageParser(IOptions<RpcOptions> options)
{
    // Echoed in every answer, so it must not be a way to make the host send much for little.
    private const int MaxIdBytes = 1_024;

    private readonly RpcOptions _options = options.Value;

    /// <summary>Parses one message. Keeps nothing of <paramref name="bytes"/>.</summary>
    public IncomingMessage Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (JsonText.FindFault(bytes) is { } fault)
        {
            return Bad(RpcErrorCode.ParseError, fault);
        }

        JsonDocument document;
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = _options.MaxNesting });
            document = JsonDocument.ParseValue(ref reader);
            if (!AtEnd(ref reader))
            {
                document.Dispose();
                return Bad(RpcErrorCode.ParseError, "The message is not JSON: something follows its first value. Send one message a line.");
            }
        }
        catch (JsonException)
        {
            return JsonText.IsTooDeep(bytes)
                ? Bad(RpcErrorCode.InvalidRequest, $"The message is nested deeper than {_options.MaxNesting} levels.")
                : Bad(RpcErrorCode.ParseError, "The message is not JSON.");
        }

        return Read(document);
    }

    private static bool AtEnd(ref Utf8JsonReader reader)
    {
        try
        {
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IncomingMessage Bad(RpcErrorCode code, string text) => IncomingMessage.Bad(IncomingMessage.NullId, new RpcError(code, text));

    private IncomingMessage Read(JsonDocument document)
    {
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
        {
            return new IncomingMessage(document, isBatch: false, [ReadRequest(root)]);
        }

        var count = root.GetArrayLength();
        if (count == 0)
        {
            document.Dispose();
            return Bad(RpcErrorCode.InvalidRequest, "The batch is empty. Send at least one request in it.");
        }

        if (count > _options.MaxBatch)
        {
            document.Dispose();
            return Bad(RpcErrorCode.InvalidRequest, $"The batch holds {count} requests; at most {_options.MaxBatch} are taken. Send it in parts.");
        }

        var requests = new List<IncomingRequest>(count);
        foreach (var member in root.EnumerateArray())
        {
            requests.Add(ReadRequest(member));
        }

        return new IncomingMessage(document, isBatch: true, requests);
    }

    private static IncomingRequest ReadRequest(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Invalid(IncomingMessage.NullId, "A request is a JSON object.");
        }

        JsonElement version = default, method = default, parameters = default, id = default;
        string? twice = null;
        foreach (var member in element.EnumerateObject())
        {
            if (member.NameEquals("jsonrpc"u8))
            {
                Keep(ref version, member.Value, "jsonrpc", ref twice);
            }
            else if (member.NameEquals("method"u8))
            {
                Keep(ref method, member.Value, "method", ref twice);
            }
            else if (member.NameEquals("params"u8))
            {
                Keep(ref parameters, member.Value, "params", ref twice);
            }
            else if (member.NameEquals("id"u8))
            {
                Keep(ref id, member.Value, "id", ref twice);
            }
        }

        var echoed = IncomingMessage.NullId;
        if (id.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            var raw = JsonMarshal.GetRawUtf8Value(id);
            if (raw.Length > MaxIdBytes)
            {
                return Invalid(echoed, $"The id is longer than {MaxIdBytes} bytes.");
            }

            if (twice != "id")
            {
                echoed = raw.ToArray();
            }
        }
        else if (id.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            return Invalid(echoed, "The id must be a string, a number or null.");
        }

        return Fault() is { } fault
            ? Invalid(echoed, fault)
            : new IncomingRequest(echoed, id.ValueKind == JsonValueKind.Undefined, method.GetString()!, parameters, null);

        string? Fault() =>
            twice is not null ? $"The member '{twice}' stands there twice."
            : version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0"u8) ? "The member 'jsonrpc' must be \"2.0\"."
            : method.ValueKind != JsonValueKind.String ? "The member 'method' must be a string."
            : parameters.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object or JsonValueKind.Array) ? "The member 'params' must be an object, or absent."
            : null;
    }

    private static void Keep(ref JsonElement kept, JsonElement value, string name, ref string? twice)
    {
        if (kept.ValueKind != JsonValueKind.Undefined)
        {
            twice = name;
        }

        kept = value;
    }

    private static IncomingRequest Invalid(byte[] id, string text) =>
        new(id, IsNotification: false, string.Empty, default, new RpcError(RpcErrorCode.InvalidRequest, "Invalid request: " + text));
}
