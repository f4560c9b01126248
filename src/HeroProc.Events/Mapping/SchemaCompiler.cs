using System.Runtime.InteropServices;
using System.Text.Json;
using HeroProc.Events.Matching;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Mapping;

/// <summary>Turns the JSON of a schema into rules. Understands drafts 4 to 2020-12 as far as they agree.</summary>
internal sealed partial class SchemaCompiler
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 40;

    // Keywords that assert something and are not understood: to ignore one would let wrong inputs through.
    private static readonly string[] Unsupported = ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef"];

    private readonly JsonElement _document;
    private readonly List<FieldError> _faults;
    private readonly Dictionary<string, SchemaNode> _references = new(StringComparer.Ordinal);
    private int _depth;

    private SchemaCompiler(JsonElement document, List<FieldError> faults)
    {
        _document = document;
        _faults = faults;
    }

    /// <returns>The schema, or null when a fault was added.</returns>
    public static SchemaNode? Compile(JsonElement schema, List<FieldError> faults)
    {
        if (schema.ValueKind == JsonValueKind.Undefined)
            throw new ArgumentException("A schema is a JSON value; this is none.", nameof(schema));
        var size = JsonMarshal.GetRawUtf8Value(schema).Length;
        if (size > MaxBytes)
        {
            faults.Add(new("", $"a schema is at most {MaxBytes} bytes of JSON; this one has {size}"));
            return null;
        }
        if (schema.ValueKind == JsonValueKind.String && !TryParse(JsonText.Read(schema), faults, out schema))
            return null;
        var root = new SchemaCompiler(schema, faults).Node(schema, "");
        return faults.Count == 0 ? root : null;
    }

    private static bool TryParse(string text, List<FieldError> faults, out JsonElement schema)
    {
        try
        {
            schema = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException exception)
        {
            faults.Add(new("", $"the string does not hold JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
        schema = default;
        return false;
    }

    private SchemaNode Node(JsonElement schema, string path)
    {
        var node = new SchemaNode();
        Fill(node, schema, path);
        return node;
    }

    private void Fill(SchemaNode node, JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.False)
            node.Rules.Add(static (check, _, at) => check.Fail(at, "the schema allows no value here"));
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            Fault(path, "a schema is an object or a boolean");
            return;
        }
        if (++_depth > MaxDepth)
        {
            Fault(path, $"a schema nests at most {MaxDepth} deep");
        }
        else
        {
            foreach (var property in schema.EnumerateObject())
            {
                if (Rule(JsonText.Name(property), property.Value, schema, path) is { } rule)
                    node.Rules.Add(rule);
            }
        }
        _depth--;
    }

    private SchemaRule? Rule(string keyword, JsonElement value, JsonElement schema, string path)
    {
        var at = path.Length == 0 ? keyword : $"{path}.{keyword}";
        if (Unsupported.Contains(keyword))
            return Fault(at, $"'{keyword}' is not supported; say it with properties, items and additionalProperties");
        return keyword == "$ref" ? Reference(value, at) : ValueRule(keyword, value, schema, at) ?? ContainerRule(keyword, value, schema, at) ?? LogicRule(keyword, value, schema, at);
    }

    private SchemaRule? Reference(JsonElement value, string at)
    {
        var reference = value.ValueKind == JsonValueKind.String ? JsonText.Read(value) : null;
        if (reference is null || !(reference == "#" || reference.StartsWith("#/", StringComparison.Ordinal)))
            return Fault(at, "a reference leads inside the schema, such as #/$defs/name; nothing else is fetched");
        if (!_references.TryGetValue(reference, out var node))
        {
            if (!TryFollow(reference, out var target))
                return Fault(at, $"the schema has nothing at {reference}");
            _references[reference] = node = new SchemaNode();
            Fill(node, target, reference);
        }
        return node.Holds;
    }

    private bool TryFollow(string reference, out JsonElement target)
    {
        target = _document;
        foreach (var part in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (JsonText.TryFind(target, name, out var found))
                target = found;
            else if (target.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < target.GetArrayLength())
                target = target[index];
            else
                return false;
        }
        return true;
    }

    private SchemaRule? LogicRule(string keyword, JsonElement value, JsonElement schema, string at)
    {
        switch (keyword)
        {
            case "allOf":
                var all = Nodes(value, at);
                return (check, element, path) => all.Aggregate(true, (holds, node) => holds & node.Holds(check, element, path));
            case "anyOf":
                var any = Nodes(value, at);
                return (check, element, path) => any.Exists(node => node.HoldsQuietly(check, element, path))
                    || (any is [var only] ? only.Holds(check, element, path) : check.Fail(path, $"fits none of the {any.Count} schemas of {at}"));
            case "oneOf":
                var one = Nodes(value, at);
                return (check, element, path) => one.Count(node => node.HoldsQuietly(check, element, path)) is var count && count == 1
                    || check.Fail(path, $"must fit exactly one of the {one.Count} schemas of {at}; it fits {count}");
            case "not":
                var not = Node(value, at);
                return (check, element, path) => !not.HoldsQuietly(check, element, path) || check.Fail(path, $"fits the schema of {at}, which it must not");
            case "if":
                var condition = Node(value, at);
                var then = Optional(schema, "then", at);
                var otherwise = Optional(schema, "else", at);
                return (check, element, path) => (condition.HoldsQuietly(check, element, path) ? then : otherwise)?.Holds(check, element, path) ?? true;
            default:
                return null;
        }
    }

    private SchemaNode? Optional(JsonElement schema, string keyword, string at) =>
        JsonText.TryFind(schema, keyword, out var value) ? Node(value, $"{at}.{keyword}") : null;

    private List<SchemaNode> Nodes(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
            return [.. value.EnumerateArray().Select((item, index) => Node(item, $"{at}[{index}]"))];
        Fault(at, "a list of schemas is expected, with at least one");
        return [];
    }

    private SchemaRule? Fault(string path, string message)
    {
        if (_faults.Count < TemplateLimits.Faults)
            _faults.Add(new(path, message));
        return null;
    }
}
