using System.Globalization;
using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Actions;

/// <summary>One check of one value. It stops after a fixed number of steps, so that no schema can make an input run for long.</summary>
internal sealed class SchemaWalk(IReadOnlyDictionary<string, SchemaNode> known)
{
    private const int MaxSteps = 200_000;
    private const int MaxDepth = 200;
    private const int MaxErrors = 50;
    private int _steps;

    /// <summary>Adds the value's faults. True when there are none.</summary>
    public bool Check(SchemaNode node, JsonElement value, string path, List<FieldError> errors, int depth)
    {
        var before = errors.Count;
        if (++_steps > MaxSteps || depth > MaxDepth)
        {
            if (errors.Count < MaxErrors)
            {
                errors.Add(new FieldError(path, "cannot be checked: schema and value together are too deep or too large"));
            }

            return false;
        }

        if (!node.Allows)
        {
            Add("is not allowed here");
        }

        if (node.Types is { } types && !types.Any(type => IsType(value, type)))
        {
            Add($"is {NameOf(value)}; expected {string.Join(" or ", types)}");
            return false;
        }

        if (node.Enum is { } choices && !choices.Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            Add("is none of the values the schema lists");
        }

        if (node.Const is { } constant && !JsonElement.DeepEquals(constant, value))
        {
            Add("is not the one value the schema takes");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(node, value, path, errors, depth);
                break;
            case JsonValueKind.Array:
                CheckArray(node, value, path, errors, depth);
                break;
            case JsonValueKind.String:
                CheckText(node, value.GetString()!, Add);
                break;
            case JsonValueKind.Number:
                CheckNumber(node, value.GetDouble(), Add);
                break;
        }

        CheckCombined(node, value, path, errors, depth);
        return errors.Count == before;

        void Add(string message)
        {
            if (errors.Count < MaxErrors)
            {
                errors.Add(new FieldError(path, message));
            }
        }
    }

    private void CheckCombined(SchemaNode node, JsonElement value, string path, List<FieldError> errors, int depth)
    {
        if (node.Reference is { } reference)
        {
            Check(known[reference], value, path, errors, depth + 1);
        }

        foreach (var part in node.AllOf)
        {
            Check(part, value, path, errors, depth + 1);
        }

        if (node.AnyOf is { } any && !any.Any(Fits))
        {
            errors.Add(new FieldError(path, "fits none of the alternatives of anyOf"));
        }

        if (node.OneOf is { } one && one.Count(Fits) is var fitting and not 1)
        {
            errors.Add(new FieldError(path, string.Create(CultureInfo.InvariantCulture, $"fits {fitting} of the alternatives of oneOf; exactly one is expected")));
        }

        if (node.Not is { } not && Fits(not))
        {
            errors.Add(new FieldError(path, "fits what the schema rules out"));
        }

        bool Fits(SchemaNode alternative) => Check(alternative, value, path, [], depth + 1);
    }

    private void CheckObject(SchemaNode node, JsonElement value, string path, List<FieldError> errors, int depth)
    {
        foreach (var name in node.Required.Where(name => !value.TryGetProperty(name, out _)))
        {
            errors.Add(new FieldError($"{path}.{name}", "is missing"));
        }

        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            count++;
            if (node.Properties.TryGetValue(member.Name, out var child) || (child = node.AdditionalProperties) is not null)
            {
                Check(child, member.Value, $"{path}.{member.Name}", errors, depth + 1);
            }

            if (errors.Count >= MaxErrors)
            {
                return;
            }
        }

        CheckCount(node, "minProperties", "maxProperties", count, "members", message => errors.Add(new FieldError(path, message)));
    }

    private void CheckArray(SchemaNode node, JsonElement value, string path, List<FieldError> errors, int depth)
    {
        CheckCount(node, "minItems", "maxItems", value.GetArrayLength(), "items", message => errors.Add(new FieldError(path, message)));
        if (node.UniqueItems)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            if (value.EnumerateArray().Any(item => !seen.Add(item.GetRawText())))
            {
                errors.Add(new FieldError(path, "holds an item twice"));
            }
        }

        if (node.Items is not { } items)
        {
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(items, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), errors, depth + 1);
            if (errors.Count >= MaxErrors)
            {
                return;
            }
        }
    }

    private static void CheckText(SchemaNode node, string text, Action<string> add)
    {
        if (node.Limits.ContainsKey("minLength") || node.Limits.ContainsKey("maxLength"))
        {
            // JSON Schema counts characters, not the halves of those beyond the first plane.
            CheckCount(node, "minLength", "maxLength", text.EnumerateRunes().Count(), "characters", add);
        }

        if (node.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            add("does not match the pattern of the schema");
        }
    }

    private static void CheckNumber(SchemaNode node, double number, Action<string> add)
    {
        Limit("minimum", static (value, limit) => value >= limit);
        Limit("maximum", static (value, limit) => value <= limit);
        Limit("exclusiveMinimum", static (value, limit) => value > limit);
        Limit("exclusiveMaximum", static (value, limit) => value < limit);
        Limit("multipleOf", static (value, limit) => limit > 0 && Math.Abs(Math.IEEERemainder(value, limit)) < 1e-9);

        void Limit(string name, Func<double, double, bool> holds)
        {
            if (node.Limits.TryGetValue(name, out var limit) && !holds(number, limit))
            {
                add(string.Create(CultureInfo.InvariantCulture, $"does not keep {name} {limit}"));
            }
        }
    }

    private static void CheckCount(SchemaNode node, string low, string high, int count, string what, Action<string> add)
    {
        if ((node.Limits.TryGetValue(low, out var least) && count < least) || (node.Limits.TryGetValue(high, out var most) && count > most))
        {
            add(string.Create(CultureInfo.InvariantCulture, $"has {count} {what}, fewer or more than the schema takes"));
        }
    }

    private static bool IsType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && Math.Floor(value.GetDouble()) == value.GetDouble()),
        _ => type == "null",
    };

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Number => "a number",
        _ => "null",
    };
}
