using System.Text;
using System.Text.Json.Nodes;

namespace HeroProc.Host.Rpc.Binding;

/// <summary>A member of an <see cref="ObjectShape"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRequired">True when it must be sent.</param>
/// <param name="Shape">Its value.</param>
/// <param name="Description">What it means, or null.</param>
/// <param name="Default">Writes what it is when it is not sent; null where that is nothing.</param>
internal sealed record ShapeMember(string Name, bool IsRequired, Lazy<Shape> Shape, string? Description, Func<JsonNode?>? Default)
{
    /// <summary>The name's bytes.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>The value's schema with the member's description and default.</summary>
    public JsonObject Schema(IReadOnlyList<Shape> open)
    {
        var schema = Shape.Value.Schema(open);
        if (Description is not null)
        {
            schema["description"] = Description;
        }

        if (Default is not null)
        {
            schema["default"] = Default();
        }

        return schema;
    }
}
