using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>What only a converter can tell right from wrong.</summary>
/// <param name="read">Reads a value by the converter.</param>
internal sealed class CustomShape(Action<JsonElement> read) : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        try
        {
            read(value);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            // The converter's own words may name our types, so only the place is told.
            faults.Add($"{FaultList.Kind(value)} that cannot be read as what is expected here");
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) => [];
}
