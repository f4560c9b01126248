using System.Text.Json;
using System.Text.RegularExpressions;

namespace HeroProc.Host.Actions;

/// <summary>One schema, or subschema, ready to be asked. Absent members say nothing.</summary>
internal sealed class SchemaNode
{
    /// <summary>False for the schema <c>false</c>, which takes nothing.</summary>
    public bool Allows { get; init; } = true;

    public HashSet<string>? Types { get; set; }

    public IReadOnlyList<JsonElement>? Enum { get; set; }

    public JsonElement? Const { get; set; }

    public Dictionary<string, SchemaNode> Properties { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Required { get; set; } = [];

    public SchemaNode? AdditionalProperties { get; set; }

    public SchemaNode? Items { get; set; }

    public Regex? Pattern { get; set; }

    public bool UniqueItems { get; set; }

    /// <summary>Numeric limits by keyword: <c>minimum</c>, <c>maxLength</c>, <c>minItems</c> and their kin.</summary>
    public Dictionary<string, double> Limits { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<SchemaNode> AllOf { get; set; } = [];

    public IReadOnlyList<SchemaNode>? AnyOf { get; set; }

    public IReadOnlyList<SchemaNode>? OneOf { get; set; }

    public SchemaNode? Not { get; set; }

    /// <summary>The path of <c>$ref</c> inside the document.</summary>
    public string? Reference { get; set; }
}
