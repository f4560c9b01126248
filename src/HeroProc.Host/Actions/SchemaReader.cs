using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Actions;

/// <summary>
/// Reads a JSON Schema into <see cref="SchemaNode"/>s. A keyword it does not know is a fault and not passed over: a rule that is
/// silently not applied is worse than none. References stay inside the document, so that nothing is ever fetched; patterns
/// run without backtracking, so that no input can make them slow.
/// </summary>
internal sealed class SchemaReader(List<FieldError> errors)
{
    private const int MaxNodes = 5_000;
    private const int MaxDepth = 64;
    private static readonly HashSet<string> Notes =
        ["$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "contentMediaType", "contentEncoding"];

    private static readonly HashSet<string> LimitNames =
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

    private static readonly HashSet<string> TypeNames = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private readonly List<(string Reference, string Path)> _references = [];
    private int _nodes;

    /// <summary>Every subschema by its path inside the document, <c>#</c> and <c>#/$defs/x</c>.</summary>
    public Dictionary<string, SchemaNode> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the whole document.</summary>
    public SchemaNode Read(JsonElement schema)
    {
        var root = ReadNode(schema, "input_schema", "#", 0);
        foreach (var (reference, path) in _references.Where(one => !Known.ContainsKey(one.Reference)))
        {
            errors.Add(new FieldError($"{path}.$ref", $"'{reference}' is not in the schema; only references inside it, such as #/$defs/name, are followed"));
        }

        return root;
    }

    private SchemaNode ReadNode(JsonElement schema, string path, string pointer, int depth)
    {
        var node = new SchemaNode { Allows = schema.ValueKind != JsonValueKind.False };
        Known[pointer] = node;
        if (++_nodes > MaxNodes || depth > MaxDepth)
        {
            if (_nodes == MaxNodes + 1 || depth == MaxDepth + 1)
            {
                errors.Add(new FieldError(path, $"the schema has more than {MaxNodes} parts, or parts more than {MaxDepth} deep"));
            }

            return node;
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return node;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(path, "a schema is an object, true or false"));
            return node;
        }

        foreach (var member in schema.EnumerateObject())
        {
            ReadMember(node, member, $"{path}.{member.Name}", pointer, depth);
        }

        return node;
    }

    private void ReadMember(SchemaNode node, JsonProperty member, string path, string pointer, int depth)
    {
        var value = member.Value;
        var at = $"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
        switch (member.Name)
        {
            case "type":
                node.Types = [.. Strings(value.ValueKind == JsonValueKind.String ? [value] : Items(value, path), path)];
                foreach (var unknown in node.Types.Except(TypeNames))
                {
                    errors.Add(new FieldError(path, $"'{unknown}' is no type; the types are {string.Join(", ", TypeNames)}"));
                }

                break;
            case "enum":
                node.Enum = Items(value, path);
                break;
            case "const":
                node.Const = value;
                break;
            case "required":
                node.Required = [.. Strings(Items(value, path), path)];
                break;
            case "properties":
                foreach (var (name, child) in Children(value, path, at, depth))
                {
                    node.Properties[name] = child;
                }

                break;
            case "$defs" or "definitions":
                Children(value, path, at, depth);
                break;
            case "additionalProperties":
                node.AdditionalProperties = ReadNode(value, path, at, depth + 1);
                break;
            case "items":
                node.Items = ReadNode(value, path, at, depth + 1);
                break;
            case "not":
                node.Not = ReadNode(value, path, at, depth + 1);
                break;
            case "allOf":
                node.AllOf = Alternatives(value, path, at, depth);
                break;
            case "anyOf":
                node.AnyOf = Alternatives(value, path, at, depth);
                break;
            case "oneOf":
                node.OneOf = Alternatives(value, path, at, depth);
                break;
            case "pattern":
                node.Pattern = ReadPattern(value, path);
                break;
            case "uniqueItems" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                node.UniqueItems = value.GetBoolean();
                break;
            case "$ref" when value.ValueKind == JsonValueKind.String:
                node.Reference = value.GetString()!;
                _references.Add((node.Reference, path[..^5]));
                break;
            case var name when LimitNames.Contains(name) && value.ValueKind == JsonValueKind.Number:
                node.Limits[name] = value.GetDouble();
                break;
            case var name when !Notes.Contains(name):
                errors.Add(new FieldError(path, "is not a rule that can be applied here; take it out, or say it with others"));
                break;
        }
    }

    private List<(string Name, SchemaNode Node)> Children(JsonElement value, string path, string pointer, int depth)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(path, "is an object of schemas"));
            return [];
        }

        return
        [
            .. value.EnumerateObject().Select(child => (child.Name, ReadNode(
                child.Value, $"{path}.{child.Name}", $"{pointer}/{child.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", depth + 1))),
        ];
    }

    private List<SchemaNode> Alternatives(JsonElement value, string path, string pointer, int depth) =>
        [.. Items(value, path).Select((child, index) => ReadNode(child, $"{path}[{index}]", $"{pointer}/{index}", depth + 1))];

    private List<JsonElement> Items(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            return [.. value.EnumerateArray()];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            errors.Add(new FieldError(path, "is a list"));
        }

        return [];
    }

    private IEnumerable<string> Strings(List<JsonElement> values, string path)
    {
        if (values.Any(static value => value.ValueKind != JsonValueKind.String))
        {
            errors.Add(new FieldError(path, "holds text only"));
        }

        return values.Where(static value => value.ValueKind == JsonValueKind.String).Select(static value => value.GetString()!);
    }

    private Regex? ReadPattern(JsonElement value, string path)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String
                ? new Regex(value.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
                : throw new ArgumentException("it is no text");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            errors.Add(new FieldError(path, "is no regular expression that runs in linear time; look-around and back-references do not"));
            return null;
        }
    }
}
