using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Mapping;

/// <summary>The keywords about single values: type, enum, numbers and texts.</summary>
internal sealed partial class SchemaCompiler
{
    private const int PatternLength = 1024;

    private static readonly string[] Types = ["array", "boolean", "integer", "null", "number", "object", "string"];

    private SchemaRule? ValueRule(string keyword, JsonElement value, JsonElement schema, string at) => keyword switch
    {
        "type" => Type(value, at),
        "enum" => Enumeration(value, at),
        "const" => (check, element, path) => Same(check, element, value, path) || check.Fail(path, $"must be {Shown(value)}"),
        "minimum" => Bound(value, at, IsTrue(schema, "exclusiveMinimum") ? "more than" : "at least", -1),
        "maximum" => Bound(value, at, IsTrue(schema, "exclusiveMaximum") ? "less than" : "at most", 1),
        // A boolean is draft 4's way to say it, read together with minimum and maximum.
        "exclusiveMinimum" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => Bound(value, at, "more than", -1),
        "exclusiveMaximum" when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => Bound(value, at, "less than", 1),
        "multipleOf" => MultipleOf(value, at),
        "minLength" => Length(value, at, "at least", static (length, limit) => length >= limit),
        "maxLength" => Length(value, at, "at most", static (length, limit) => length <= limit),
        "pattern" => Pattern(value, at) is { } regex ? OnText((text, check, path) => regex.IsMatch(text) || check.Fail(path, $"must match the pattern {regex}")) : null,
        "format" when value.ValueKind == JsonValueKind.String && JsonText.Read(value) is var format => OnText((text, check, path) => HasFormat(format, text) || check.Fail(path, $"must be a {format}")),
        _ => null,
    };

    private SchemaRule? Type(JsonElement value, string at)
    {
        List<string> types = value.ValueKind switch
        {
            JsonValueKind.String => [JsonText.Read(value)],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? JsonText.Read(item) : "")],
            _ => [],
        };
        if (types.Count == 0 || types.Exists(type => !Types.Contains(type)))
            return Fault(at, $"a type, or a list of types, is expected: {string.Join(", ", Types)}");
        var expected = string.Join(" or ", types);
        return (check, element, path) => types.Exists(type => IsType(type, element)) || check.Fail(path, $"must be of type {expected}; it is {Kind(element)}");
    }

    private SchemaRule? Enumeration(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return Fault(at, "a list of values is expected, with at least one");
        var values = value.EnumerateArray().ToList();
        return (check, element, path) => values.Exists(item => Same(check, element, item, path)) || check.Fail(path, $"must be one of {Shown(value)}");
    }

    private SchemaRule? Bound(JsonElement value, string at, string words, int wrong)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return Fault(at, "a number is expected");
        var limit = JsonNumber.Read(value);
        var orEqual = words.StartsWith("at", StringComparison.Ordinal);
        return (check, element, path) =>
        {
            if (element.ValueKind != JsonValueKind.Number)
                return true;
            var order = JsonNumber.Read(element).CompareTo(limit);
            return (order != wrong && (order != 0 || orEqual)) || check.Fail(path, $"must be {words} {value.GetRawText()}");
        };
    }

    private SchemaRule? MultipleOf(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Number || JsonNumber.Read(value) is not { Sign: > 0 } divisor)
            return Fault(at, "a number above 0 is expected");
        return (check, element, path) => element.ValueKind != JsonValueKind.Number
            || JsonNumber.Read(element).IsMultipleOf(divisor)
            || check.Fail(path, $"must be a multiple of {value.GetRawText()}");
    }

    private SchemaRule? Length(JsonElement value, string at, string words, Func<int, int, bool> holds) =>
        Limit(value, at) is { } limit ? OnText((text, check, path) => holds(Characters(text), limit) || check.Fail(path, $"must be {words} {limit} characters long")) : null;

    // No backtracking: a pattern of the schema and a text of the event could otherwise keep a thread for ever.
    private Regex? Pattern(JsonElement value, string at)
    {
        var pattern = value.ValueKind == JsonValueKind.String ? JsonText.Read(value) : null;
        if (pattern is null or { Length: > PatternLength })
        {
            Fault(at, $"a regular expression of at most {PatternLength} characters is expected");
            return null;
        }
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            Fault(at, $"the regular expression cannot be used; look-around and back-references are not supported: {exception.Message}");
            return null;
        }
    }

    private int? Limit(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var limit) && limit is >= 0 and <= int.MaxValue && limit == decimal.Truncate(limit))
            return (int)limit;
        Fault(at, "a whole number from 0 is expected");
        return null;
    }

    private static SchemaRule OnText(Func<string, SchemaCheck, string, bool> holds) => (check, element, path) =>
        element.ValueKind != JsonValueKind.String || (JsonText.Read(element) is var text && check.Spend(text.Length / 64, path) && holds(text, check, path));

    private static bool Same(SchemaCheck check, JsonElement left, JsonElement right, string path) =>
        left.ValueKind == right.ValueKind && check.Spend(1 + (JsonMarshal.GetRawUtf8Value(left).Length / 64), path) && JsonEquality.Same(left, right);

    private static bool IsTrue(JsonElement schema, string keyword) => JsonText.TryFind(schema, keyword, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool IsType(string type, JsonElement element) => type switch
    {
        "integer" => element.ValueKind == JsonValueKind.Number && JsonNumber.Read(element).IsInteger,
        "number" => element.ValueKind == JsonValueKind.Number,
        _ => type == Kind(element),
    };

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "null",
    };

    // JSON Schema counts characters, not UTF-16 code units.
    private static int Characters(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 200 } text ? text[..200] + "…" : value.GetRawText();

    // A format that is not known asserts nothing, as the specification has it.
    private static bool HasFormat(string format, string text) => format switch
    {
        "date-time" => text.Contains('T', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "email" => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Contains(' ', StringComparison.Ordinal),
        "ipv4" => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6,
        _ => true,
    };
}
