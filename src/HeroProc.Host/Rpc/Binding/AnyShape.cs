using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>Any JSON at all.</summary>
internal sealed class AnyShape : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) => [];
}
