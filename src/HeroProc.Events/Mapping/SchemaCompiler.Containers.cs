using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>The keywords about lists and objects.</summary>
internal sealed partial class SchemaCompiler
{
    private SchemaRule? ContainerRule(string keyword, JsonElement value, JsonElement schema, string at) => keyword switch
    {
        "minItems" => Count(value, at, JsonValueKind.Array, "at least", "elements", static (count, limit) => count >= limit),
        "maxItems" => Count(value, at, JsonValueKind.Array, "at most", "elements", static (count, limit) => count <= limit),
        "minProperties" => Count(value, at, JsonValueKind.Object, "at least", "properties", static (count, limit) => count >= limit),
        "maxProperties" => Count(value, at, JsonValueKind.Object, "at most", "properties", static (count, limit) => count <= limit),
        "items" when value.ValueKind == JsonValueKind.Array => Prefix(value, at),
        "items" => Elements(Node(value, at), JsonText.TryFind(schema, "prefixItems", out var prefix) && prefix.ValueKind == JsonValueKind.Array ? prefix.GetArrayLength() : 0),
        "prefixItems" => Prefix(value, at),
        // Without a list of items it says nothing.
        "additionalItems" => JsonText.TryFind(schema, "items", out var items) && items.ValueKind == JsonValueKind.Array ? Elements(Node(value, at), items.GetArrayLength()) : null,
        "contains" => Contains(value, schema, at),
        "uniqueItems" => value.ValueKind == JsonValueKind.True ? Unique : null,
        "required" => Required(value, at),
        "properties" => Properties(value, at),
        "patternProperties" => PatternProperties(value, at),
        "additionalProperties" => AdditionalProperties(value, schema, at),
        "propertyNames" => PropertyNames(value, at),
        "dependentRequired" or "dependentSchemas" or "dependencies" => Dependencies(value, at),
        _ => null,
    };

    private SchemaRule? Count(JsonElement value, string at, JsonValueKind kind, string words, string what, Func<int, int, bool> holds)
    {
        if (Limit(value, at) is not { } limit)
            return null;
        return (check, element, path) => element.ValueKind != kind
            || holds(kind == JsonValueKind.Array ? element.GetArrayLength() : element.GetPropertyCount(), limit)
            || check.Fail(path, $"must have {words} {limit} {what}");
    }

    private SchemaRule Prefix(JsonElement value, string at)
    {
        var nodes = Nodes(value, at);
        return (check, element, path) => element.ValueKind != JsonValueKind.Array
            || element.EnumerateArray().Zip(nodes).Select((pair, index) => pair.Second.Holds(check, pair.First, $"{path}[{index}]")).Aggregate(true, static (all, one) => all & one);
    }

    private static SchemaRule Elements(SchemaNode node, int from) => (check, element, path) =>
    {
        var holds = true;
        var index = 0;
        foreach (var item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
        {
            if (index >= from)
                holds &= node.Holds(check, item, $"{path}[{index}]");
            index++;
        }
        return holds;
    };

    private SchemaRule Contains(JsonElement value, JsonElement schema, string at)
    {
        var node = Node(value, at);
        var least = JsonText.TryFind(schema, "minContains", out var minimum) ? Limit(minimum, at) ?? 1 : 1;
        var most = JsonText.TryFind(schema, "maxContains", out var maximum) ? Limit(maximum, at) ?? int.MaxValue : int.MaxValue;
        return (check, element, path) =>
        {
            if (element.ValueKind != JsonValueKind.Array)
                return true;
            var count = element.EnumerateArray().Count(item => node.HoldsQuietly(check, item, path));
            return (count >= least && count <= most) || check.Fail(path, $"must have {least}{(most == int.MaxValue ? " or more" : $" to {most}")} elements that fit {at}; it has {count}");
        };
    }

    private static bool Unique(SchemaCheck check, JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Array)
            return true;
        // Texts, the usual long lists, are told apart by hash; the rest by pairs, which the check's limit keeps short.
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var others = new List<JsonElement>();
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            var isNew = item.ValueKind == JsonValueKind.String
                ? check.Spend(1, path) && texts.Add(JsonText.Read(item))
                : !others.Exists(other => Same(check, item, other, path));
            if (!isNew)
                return check.Fail($"{path}[{index}]", "must differ from every element before it");
            if (item.ValueKind != JsonValueKind.String)
                others.Add(item);
            if (!check.Spend(others.Count / 8, path))
                return false;
            index++;
        }
        return true;
    }

    private SchemaRule? Required(JsonElement value, string at)
    {
        if (Names(value, at) is not { } names)
            return null;
        return (check, element, path) => element.ValueKind != JsonValueKind.Object
            || names.Aggregate(true, (all, name) => all & (JsonText.TryFind(element, name, out _) || check.Fail(Under(path, name), "is required and missing")));
    }

    private SchemaRule? Properties(JsonElement value, string at)
    {
        if (!IsMap(value, at))
            return null;
        var nodes = value.EnumerateObject().Select(property => (Name: JsonText.Name(property), property.Value)).Select(one => (one.Name, Node: Node(one.Value, $"{at}.{one.Name}"))).ToList();
        return (check, element, path) => element.ValueKind != JsonValueKind.Object
            || nodes.Aggregate(true, (all, one) => all & (!JsonText.TryFind(element, one.Name, out var found) || one.Node.Holds(check, found, Under(path, one.Name))));
    }

    private SchemaRule? PatternProperties(JsonElement value, string at)
    {
        if (!IsMap(value, at))
            return null;
        var nodes = value.EnumerateObject().Select(property => (Regex: Expression(JsonText.Name(property), at), Node: Node(property.Value, $"{at}.{JsonText.Name(property)}"))).ToList();
        return OnProperties((check, name, found, path) => nodes.Aggregate(true, (all, one) => all & (one.Regex?.IsMatch(name) != true || one.Node.Holds(check, found, path))));
    }

    private SchemaRule AdditionalProperties(JsonElement value, JsonElement schema, string at)
    {
        var node = Node(value, at);
        var forbidden = value.ValueKind == JsonValueKind.False;
        var known = JsonText.TryFind(schema, "properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(JsonText.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        var patterns = JsonText.TryFind(schema, "patternProperties", out var named) && named.ValueKind == JsonValueKind.Object
            ? named.EnumerateObject().Select(property => Expression(JsonText.Name(property), at)).ToList()
            : [];
        return OnProperties((check, name, found, path) => known.Contains(name)
            || patterns.Exists(regex => regex?.IsMatch(name) == true)
            || (forbidden ? check.Fail(path, "is not among the properties the schema allows") : node.Holds(check, found, path)));
    }

    private SchemaRule PropertyNames(JsonElement value, string at)
    {
        var node = Node(value, at);
        return OnProperties((check, name, _, path) => node.Holds(check, JsonSerializer.SerializeToElement(name), path));
    }

    private SchemaRule? Dependencies(JsonElement value, string at)
    {
        if (!IsMap(value, at))
            return null;
        var rules = value.EnumerateObject().Select(property => (Name: JsonText.Name(property), Rule: Dependency(property.Value, $"{at}.{JsonText.Name(property)}"))).ToList();
        return (check, element, path) => rules.Aggregate(true, (all, one) => all & (one.Rule is null || !JsonText.TryFind(element, one.Name, out _) || one.Rule(check, element, path)));
    }

    private SchemaRule? Dependency(JsonElement value, string at) => value.ValueKind == JsonValueKind.Array ? Required(value, at) : Node(value, at).Holds;

    private Regex? Expression(string pattern, string at) => Pattern(JsonSerializer.SerializeToElement(pattern), at);

    private List<string>? Names(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(JsonText.Read)];
        Fault(at, "a list of names is expected");
        return null;
    }

    private bool IsMap(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return true;
        Fault(at, "an object is expected");
        return false;
    }

    private static SchemaRule OnProperties(Func<SchemaCheck, string, JsonElement, string, bool> holds) => (check, element, path) =>
    {
        var all = true;
        foreach (var property in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            var name = JsonText.Name(property);
            all &= check.Spend(1 + (name.Length / 64), path) && holds(check, name, property.Value, Under(path, name));
        }
        return all;
    };

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
