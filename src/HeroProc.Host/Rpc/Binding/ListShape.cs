using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>A list whose items have one shape.</summary>
internal sealed class ListShape(Lazy<Shape> items) : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add($"expected a list, came {FaultList.Kind(value)}");
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            faults.Enter(index++);
            items.Value.Check(item, faults);
            faults.Leave();
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) =>
        new() { ["type"] = "array", ["items"] = open.Contains(this) ? [] : items.Value.Schema([.. open, this]) };
}
