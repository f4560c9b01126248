using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Binding;
using HeroProc.Host.Rpc.Dispatch;

namespace HeroProc.Host.Rpc.Discovery;

/// <summary>
/// The OpenRPC 1.3.2 document of every method, made once from the types the params are bound to, so that it cannot say
/// anything else than the server does. Immutable.
/// </summary>
internal sealed class OpenRpcDocument
{
    private static readonly RpcErrorCode[] OfEveryMethod = [RpcErrorCode.InvalidRequest, RpcErrorCode.InvalidParams, RpcErrorCode.InternalError, RpcErrorCode.Overloaded, RpcErrorCode.TooLarge];

    /// <summary>Writes the document.</summary>
    /// <exception cref="InvalidOperationException">A method's example is no JSON; the message names the method.</exception>
    public OpenRpcDocument(MethodTable methods, HostVersion version)
    {
        ArgumentNullException.ThrowIfNull(methods);
        ArgumentNullException.ThrowIfNull(version);
        var document = new JsonObject
        {
            ["openrpc"] = "1.3.2",
            ["info"] = new JsonObject
            {
                ["title"] = HostVersion.Name,
                ["version"] = version.Text,
                ["description"] = "JSON-RPC 2.0 over HTTP (POST /rpc) and newline-delimited, both on the socket 'rpc'. Params are a named object; names are matched exactly. Each method also answers to its name in snake_case (x-alias).",
            },
            ["servers"] = new JsonArray(new JsonObject { ["name"] = "rpc", ["url"] = "/rpc" }),
            ["methods"] = new JsonArray([.. methods.Entries.Select(Method)]),
        };
        var bytes = JsonBytes.Of(document);
        Utf8 = bytes;
        Json = JsonElement.Parse(bytes);
    }

    /// <summary>The document's bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The document.</summary>
    public JsonElement Json { get; }

    private static JsonNode Method(MethodEntry entry)
    {
        var info = entry.Method.Info;
        var method = new JsonObject { ["name"] = info.Name, ["summary"] = info.Summary };
        if (info.Description is not null)
        {
            method["description"] = info.Description;
        }

        method["paramStructure"] = "by-name";
        method["params"] = new JsonArray([.. Members(entry).Select(Param)]);
        method["result"] = new JsonObject { ["name"] = "result", ["schema"] = new ShapeSet(ofResults: true).Of(entry.Method.ResultType).Schema() };
        method["errors"] = new JsonArray([.. OfEveryMethod.Concat(info.Errors).Distinct().Select(Error)]);
        if (Examples(info) is { } examples)
        {
            method["examples"] = examples;
        }

        if (entry.Alias != entry.Name)
        {
            method["x-alias"] = entry.Alias;
        }

        return method;
    }

    private static IEnumerable<ShapeMember> Members(MethodEntry entry) =>
        entry.Binder.Shape is ObjectShape shape ? shape.Members.OrderBy(static member => !member.IsRequired) : [];

    private static JsonNode Param(ShapeMember member)
    {
        var param = new JsonObject { ["name"] = member.Name, ["required"] = member.IsRequired };
        if (member.Description is not null)
        {
            param["description"] = member.Description;
        }

        param["schema"] = member.Schema([]);
        return param;
    }

    private static JsonNode Error(RpcErrorCode code) => new JsonObject { ["code"] = (int)code, ["message"] = Meaning(code) };

    private static string Meaning(RpcErrorCode code) => code switch
    {
        RpcErrorCode.ParseError => "Parse error",
        RpcErrorCode.InvalidRequest => "Invalid request",
        RpcErrorCode.MethodNotFound => "Method not found",
        RpcErrorCode.InvalidParams => "Invalid params; data.errors lists every fault with its path",
        RpcErrorCode.InternalError => "Internal error; data.correlation_id names it in the host's log",
        RpcErrorCode.NotFound => "Not found; data is {kind, id}",
        RpcErrorCode.Conflict => "Conflict with something that exists",
        RpcErrorCode.Refused => "Refused in the present state",
        RpcErrorCode.Overloaded => "Overloaded, nothing stored; data is {retry_after_ms}",
        RpcErrorCode.TooLarge => "Too large; data is {limit}",
        RpcErrorCode.StorageUnavailable => "Storage unavailable, nothing stored",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Every code needs its meaning here."),
    };

    private static JsonArray? Examples(RpcMethodInfo info)
    {
        if (info.ExampleParams is null)
        {
            return null;
        }

        var values = new JsonArray();
        foreach (var (name, value) in Parse(info, info.ExampleParams) as JsonObject ?? throw Bad(info, "the params are no object"))
        {
            values.Add(new JsonObject { ["name"] = name, ["value"] = value?.DeepClone() });
        }

        var example = new JsonObject { ["name"] = "example", ["params"] = values };
        if (info.ExampleResult is not null)
        {
            example["result"] = new JsonObject { ["name"] = "result", ["value"] = Parse(info, info.ExampleResult) };
        }

        return [example];
    }

    private static JsonNode? Parse(RpcMethodInfo info, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException exception)
        {
            throw Bad(info, exception.Message);
        }
    }

    private static InvalidOperationException Bad(RpcMethodInfo info, string reason) => new($"The example of the RPC method '{info.Name}' is wrong: {reason}.");
}
