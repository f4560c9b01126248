using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>
/// Turns the <c>params</c> of a request into a method's params object, or into all the faults they have. Nothing of the
/// serialiser's own messages reaches the caller: they name our types. Thread-safe.
/// </summary>
internal sealed class ParamsBinder
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly JsonTypeInfo _type;
    private readonly Func<object, IReadOnlyList<FieldError>> _check;

    /// <param name="type">Type information of the params object.</param>
    /// <param name="check">The method's own check, asked along when there are faults of form, so that all faults are told at once.</param>
    public ParamsBinder(JsonTypeInfo type, Func<object, IReadOnlyList<FieldError>>? check = null)
    {
        _check = check ?? (static _ => []);
        // A client may write an object's kind after its other members; JSON knows no order.
        _type = type.Options.AllowOutOfOrderMetadataProperties
            ? type
            : new JsonSerializerOptions(type.Options) { AllowOutOfOrderMetadataProperties = true }.GetTypeInfo(type.Type);
        Shape = new ShapeSet(ofResults: false).Of(_type);
    }

    /// <summary>What the params look like.</summary>
    public Shape Shape { get; }

    /// <summary>Checks and binds.</summary>
    /// <param name="parameters">The member as it came; undefined when absent.</param>
    public RpcResult<object> Bind(JsonElement parameters)
    {
        var named = parameters;
        if (parameters.ValueKind == JsonValueKind.Undefined)
        {
            named = Empty;
        }
        else if (parameters.ValueKind == JsonValueKind.Array)
        {
            // Clients that know only positional params send an empty list for none and one object for a named set.
            var count = parameters.GetArrayLength();
            named = count == 0 ? Empty : parameters[0];
            if (count > 1 || named.ValueKind != JsonValueKind.Object)
            {
                return RpcError.InvalidParam(string.Empty, "expected an object of named params, or a list holding just that object");
            }
        }

        var faults = new FaultList();
        Shape.Check(named, faults);
        if (faults.Any)
        {
            // What can still be read is checked too; what cannot has its fault already.
            var readable = Read(named);
            return RpcError.InvalidParams(readable.Succeeded ? [.. faults.Found, .. _check(readable.Value!)] : faults.Found);
        }

        return Read(named);
    }

    private RpcResult<object> Read(JsonElement named)
    {
        try
        {
            var bound = named.Deserialize(_type);
            return bound is null
                ? RpcError.InvalidParam(string.Empty, "expected an object of named params, came null")
                : RpcResult<object>.Ok(bound);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            // A converter of the params type that refuses a value its shape allows.
            return RpcError.InvalidParam(FaultPath.FromSerializer((exception as JsonException)?.Path), "the value cannot be read as what is expected here");
        }
    }
}
