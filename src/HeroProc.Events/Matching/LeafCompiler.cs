using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>Reads the list of a leaf.</summary>
internal sealed class LeafCompiler(FaultList faults)
{
    private readonly List<Condition> _conditions = [];
    private readonly List<IReadOnlyList<Condition>> _allOf = [];
    private readonly HashSet<string> _operators = [];
    private bool _orAbsent;

    /// <summary>Compiles a leaf; what is wrong goes to the fault list.</summary>
    /// <param name="list">The leaf's list.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="field">The field it asks about, from the top of the view.</param>
    public LeafClause Compile(JsonElement list, string path, IReadOnlyList<string> field)
    {
        if (list.GetArrayLength() == 0)
            faults.Add(path, "the list is empty, so nothing could match; name at least one value");
        var index = 0;
        foreach (var element in list.EnumerateArray())
            Entry(element, $"{path}[{index++}]");
        return new LeafClause(path, field, _operators.Count == 1 ? _operators.Single() : "any of", list, _conditions)
        {
            OrAbsent = _orAbsent,
            OrAllOf = _allOf,
        };
    }

    private void Entry(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            faults.Add(path, "expected a value or an operator, found a list inside the list");
            return;
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            _operators.Add("equals");
            Add(Equal(element, path));
            return;
        }
        using var properties = element.EnumerateObject();
        if (!properties.MoveNext())
        {
            faults.Add(path, "expected one operator, found an empty object");
            return;
        }
        var property = properties.Current;
        if (properties.MoveNext())
        {
            faults.Add(path, "expected one operator, found several; write each in an object of its own, or use $and when all must hold");
            return;
        }
        var name = JsonText.Name(property);
        _operators.Add(name);
        Operator(name, property.Value, path, $"{path}.{name}");
    }

    private void Operator(string name, JsonElement value, string entry, string path)
    {
        var text = new TextOperators(faults);
        switch (name)
        {
            case "prefix" or "suffix" or "equals-ignore-case" or "wildcard":
                Add(text.Compile(name, value, path));
                break;
            case "regex":
                Add(text.Regex(value, path));
                break;
            case "cidr":
                Add(text.Cidr(value, path));
                break;
            case "glob":
                Add(text.Glob(value, path));
                break;
            case "numeric":
                Add(new NumericOperator(faults).Compile(value, path));
                break;
            case "anything-but":
                Add(AnythingBut(value, path, text));
                break;
            case "all":
                All(value, path);
                break;
            case "exists" when value.ValueKind == JsonValueKind.True:
                _conditions.Add(new PresentCondition());
                break;
            case "exists" when value.ValueKind == JsonValueKind.False:
                _orAbsent = true;
                break;
            case "exists":
                faults.Add(path, $"expected true or false, found {JsonKinds.Name(value)}");
                break;
            default:
                faults.Add(entry, $"unknown operator '{name}'; known are prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, exists, cidr, glob, regex and all");
                break;
        }
    }

    private void Add(Condition? condition)
    {
        if (condition is not null)
            _conditions.Add(condition);
    }

    private EqualCondition? Equal(JsonElement value, string path)
    {
        var scalar = Scalar.Of(value);
        if (scalar.Text is { } text && !faults.CheckText(path, text))
            return null;
        return NumericOperator.CheckScale(faults, scalar.Number, path) ? new EqualCondition(scalar) : null;
    }

    private AnythingButCondition? AnythingBut(JsonElement value, string path, TextOperators text)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            var excluded = Scalars(value, path);
            return excluded is null ? null : new AnythingButCondition(excluded);
        }
        var properties = value.EnumerateObject().ToArray();
        var name = properties.Length == 1 ? JsonText.Name(properties[0]) : "";
        if (name is not ("prefix" or "suffix" or "equals-ignore-case" or "wildcard"))
        {
            faults.Add(path, "expected values or one of prefix, suffix, equals-ignore-case and wildcard; for anything else use $not");
            return null;
        }
        var conditions = text.CompileMany(name, properties[0].Value, $"{path}.{name}");
        return conditions is null ? null : new AnythingButCondition(conditions);
    }

    private void All(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            faults.Add(path, $"expected a list of values, found {JsonKinds.Name(value)}");
        else if (Scalars(value, path) is { } required)
            _allOf.Add(required);
    }

    private List<Condition>? Scalars(JsonElement value, string path)
    {
        var list = value.ValueKind == JsonValueKind.Array;
        if (list && value.GetArrayLength() == 0)
        {
            faults.Add(path, "the list is empty; name at least one value");
            return null;
        }
        var conditions = new List<Condition>();
        var index = 0;
        foreach (var element in list ? [.. value.EnumerateArray()] : (JsonElement[])[value])
        {
            var here = list ? $"{path}[{index++}]" : path;
            if (element.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                faults.Add(here, $"expected a string, number, true, false or null, found {JsonKinds.Name(element)}");
            else if (Equal(element, here) is { } condition)
                conditions.Add(condition);
        }
        return conditions;
    }
}
