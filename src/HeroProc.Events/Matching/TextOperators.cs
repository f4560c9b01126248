using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>Reads the operators whose argument is text.</summary>
internal sealed class TextOperators(FaultList faults)
{
    /// <summary>prefix, suffix, equals-ignore-case or wildcard with one argument.</summary>
    public Condition? Compile(string name, JsonElement value, string path)
    {
        var ignoreCase = false;
        if (name is "prefix" or "suffix" && value.ValueKind == JsonValueKind.Object)
        {
            if (!TryIgnoreCase(value, out var inner))
            {
                faults.Add(path, "expected a string or {\"equals-ignore-case\": string}");
                return null;
            }
            (value, path, ignoreCase) = (inner, path + ".equals-ignore-case", true);
        }
        return Text(value, path) is { } text ? Make(name, text, ignoreCase, path) : null;
    }

    /// <summary>The same with one argument or a list of them, as <c>anything-but</c> takes it.</summary>
    public List<Condition>? CompileMany(string name, JsonElement value, string path)
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
            if (name is "prefix" or "suffix" && element.ValueKind == JsonValueKind.String && JsonText.Read(element).Length == 0)
                faults.Add(here, $"every text has the empty {name}, so no text could match; name at least one character");
            else if (Compile(name, element, here) is { } condition)
                conditions.Add(condition);
        }
        return conditions;
    }

    public Condition? Regex(JsonElement value, string path) => Expression(value, path, RegexCondition.Parse);

    public Condition? Cidr(JsonElement value, string path)
    {
        if (Text(value, path) is not { } text)
            return null;
        if (CidrBlock.TryParse(text) is { } block)
            return new CidrCondition(block);
        faults.Add(path, $"'{text}' is no block of addresses; expected for example 10.0.0.0/8 or 2001:db8::/32");
        return null;
    }

    /// <summary>One glob or an ordered list of them.</summary>
    public GlobCondition? Glob(JsonElement value, string path)
    {
        if (Globs(value, path) is not { } globs)
            return null;
        if (globs.Exists(entry => !entry.Excludes))
            return new GlobCondition(globs);
        faults.Add(path, "expected at least one glob without a leading '!': a list of exclusions alone matches nothing; begin it with \"**\"");
        return null;
    }

    /// <summary>A list of globs none of which may match a text that is there.</summary>
    public GlobCondition? GlobIgnoring(JsonElement list, string path)
    {
        if (Globs(list, path) is not { } globs)
            return null;
        if (globs.FindIndex(entry => entry.Excludes) is >= 0 and var index)
        {
            faults.Add($"{path}[{index}]", "a leading '!' has no meaning in a list of what to ignore; use the list without -ignore, where order counts");
            return null;
        }
        return new GlobCondition([GlobEntry.Everything, .. globs.Select(entry => entry with { Excludes = true })]);
    }

    private List<GlobEntry>? Globs(JsonElement value, string path)
    {
        var list = value.ValueKind == JsonValueKind.Array;
        if (list && value.GetArrayLength() == 0)
        {
            faults.Add(path, "the list is empty; name at least one glob");
            return null;
        }
        var globs = new List<GlobEntry>();
        var index = 0;
        foreach (var element in list ? [.. value.EnumerateArray()] : (JsonElement[])[value])
        {
            var here = list ? $"{path}[{index++}]" : path;
            if (Text(element, here) is not { } text || !CheckLength(text, here))
                continue;
            var excludes = text.StartsWith('!');
            var (glob, fault) = Matching.Glob.Parse(excludes ? text[1..] : text);
            if (glob is null)
                faults.Add(here, fault!);
            else
                globs.Add(new GlobEntry(excludes ? text[1..] : text, glob, excludes));
        }
        return globs.Count < (list ? index : 1) ? null : globs;
    }

    private Condition? Make(string name, string text, bool ignoreCase, string path)
    {
        switch (name)
        {
            case "prefix":
                return new PrefixCondition(text, ignoreCase);
            case "suffix":
                return new SuffixCondition(text, ignoreCase);
            case "equals-ignore-case":
                return new EqualIgnoreCaseCondition(text);
            default:
                return Parsed(text, path, WildcardCondition.Parse);
        }
    }

    private Condition? Expression(JsonElement value, string path, Func<string, (Condition?, string?)> parse) =>
        Text(value, path) is { } text ? Parsed(text, path, parse) : null;

    private Condition? Parsed(string text, string path, Func<string, (Condition?, string?)> parse)
    {
        if (!CheckLength(text, path))
            return null;
        var (condition, fault) = parse(text);
        if (fault is not null)
            faults.Add(path, fault);
        return condition;
    }

    private bool CheckLength(string text, string path)
    {
        if (text.Length <= PatternLimits.Expression)
            return true;
        faults.Add(path, $"the expression has {text.Length} characters; at most {PatternLimits.Expression} are taken");
        return false;
    }

    private string? Text(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            faults.Add(path, $"expected a string, found {JsonKinds.Name(value)}");
            return null;
        }
        var text = JsonText.Read(value);
        return faults.CheckText(path, text) ? text : null;
    }

    private static bool TryIgnoreCase(JsonElement value, out JsonElement inner)
    {
        var properties = value.EnumerateObject().ToArray();
        var found = properties.Length == 1 && JsonText.NameIs(properties[0], "equals-ignore-case");
        inner = found ? properties[0].Value : default;
        return found;
    }
}
