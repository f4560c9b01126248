using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Host.Rpc.Dispatch;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>A string out of a list; matched exactly.</summary>
internal sealed class ChoiceShape(IReadOnlyCollection<string> allowed) : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            faults.Add($"expected one of {string.Join(", ", allowed)}, came {FaultList.Kind(value)}");
        }
        else if (value.GetString() is var name && !allowed.Contains(name, StringComparer.Ordinal))
        {
            faults.Add($"expected one of {string.Join(", ", allowed)}, came '{RpcErrors.Shorten(name!)}'");
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. allowed.Select(static name => (JsonNode)name)]) };
}
