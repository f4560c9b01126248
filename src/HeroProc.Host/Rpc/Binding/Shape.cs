using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>What JSON a type takes: told to callers as JSON Schema, and held against what they send. Immutable once built.</summary>
internal abstract class Shape
{
    /// <summary>Notes every fault of <paramref name="value"/>.</summary>
    public abstract void Check(JsonElement value, FaultList faults);

    /// <summary>The shape as JSON Schema (draft 7).</summary>
    /// <param name="open">Shapes being written further out; one that holds itself is cut there.</param>
    public abstract JsonObject Schema(IReadOnlyList<Shape> open);

    /// <summary>The shape as JSON Schema (draft 7).</summary>
    public JsonObject Schema() => Schema([]);
}
