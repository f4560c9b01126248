using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>An object whose names are free and whose values have one shape.</summary>
internal sealed class MapShape(Lazy<Shape> values) : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"expected an object, came {FaultList.Kind(value)}");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = member.Name;
            if (!seen.Add(name))
            {
                faults.AddAt(name, "stands there twice");
                continue;
            }

            faults.Enter(name);
            values.Value.Check(member.Value, faults);
            faults.Leave();
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) =>
        new() { ["type"] = "object", ["additionalProperties"] = open.Contains(this) ? [] : values.Value.Schema([.. open, this]) };
}
