using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>A single value that one test tells right or wrong.</summary>
/// <param name="expected">What is expected, to follow that word in a sentence.</param>
/// <param name="isRight">The test.</param>
/// <param name="schema">Makes the JSON Schema anew for each place it stands in.</param>
internal sealed class ScalarShape(string expected, Func<JsonElement, bool> isRight, Func<JsonObject> schema) : Shape
{
    /// <inheritdoc/>
    public override void Check(JsonElement value, FaultList faults)
    {
        if (!isRight(value))
        {
            faults.Add($"expected {expected}, came {Came(value)}");
        }
    }

    /// <inheritdoc/>
    public override JsonObject Schema(IReadOnlyList<Shape> open) => schema();

    // A short number tells the caller what is wrong with it; a string may be a secret.
    private static string Came(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetRawText() is { Length: <= 40 } number ? number : FaultList.Kind(value);
}
