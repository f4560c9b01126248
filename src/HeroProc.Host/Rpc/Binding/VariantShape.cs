using System.Text.Json;
using System.Text.Json.Nodes;
using HeroProc.Host.Rpc.Dispatch;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>An object whose kind stands in one of its members.</summary>
/// <param name="discriminator">The member's name.</param>
/// <param name="variants">The kinds, each with the shape of the whole object.</param>
internal sealed class VariantShape(string discriminator, IReadOnlyDictionary<string, Lazy<Shape>> variants) : Shape
{
    private string Allowed => string.Join(", ", variants.Keys.Order(StringComparer.Ordinal));

    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"expected an object, came {FaultList.Kind(value)}");
        }
        else if (!value.TryGetProperty(discriminator, out var kind))
        {
            faults.AddAt(discriminator, $"is required; one of {Allowed}");
        }
        else if (kind.ValueKind != JsonValueKind.String || !variants.TryGetValue(kind.GetString()!, out var variant))
        {
            faults.AddAt(discriminator, $"expected one of {Allowed}, came {(kind.ValueKind == JsonValueKind.String ? $"'{RpcErrors.Shorten(kind.GetString()!)}'" : FaultList.Kind(kind))}");
        }
        else
        {
            variant.Value.Check(value, faults);
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) => open.Contains(this)
        ? new JsonObject { ["type"] = "object" }
        : new JsonObject { ["oneOf"] = new JsonArray([.. variants.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Value.Schema([.. open, this]))]) };
}
