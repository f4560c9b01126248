using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>A shape or null.</summary>
internal sealed class NullableShape(Shape inner) : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Null)
        {
            inner.Check(value, faults);
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open)
    {
        var schema = inner.Schema(open);
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
            (schema["enum"] as JsonArray)?.Add(null);
        }

        (schema["oneOf"] as JsonArray)?.Add(new JsonObject { ["type"] = "null" });
        return schema;
    }
}
