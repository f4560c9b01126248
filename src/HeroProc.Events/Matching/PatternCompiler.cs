using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>Reads a pattern's objects into clauses and collects every fault on the way. One instance compiles one pattern.</summary>
internal sealed class PatternCompiler
{
    private static readonly HashSet<string> Operators =
        ["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr", "glob", "regex", "all"];

    private readonly FaultList _faults = new();

    /// <summary>Compiles a pattern; see <see cref="EventPattern.Compile"/>.</summary>
    public PatternResult Compile(JsonElement pattern)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
            return Refuse("", $"expected an object of fields, found {JsonKinds.Name(pattern)}");
        var bytes = JsonMarshal.GetRawUtf8Value(pattern).Length;
        if (bytes > PatternLimits.Bytes)
            return Refuse("", $"the pattern has {bytes} bytes; at most {PatternLimits.Bytes} are taken");

        var root = Object(pattern.Clone(), "", [], depth: 1);
        if (_faults.Any)
            return new PatternResult.Refused(_faults.Faults);
        var branches = BranchExpander.Expand(root);
        if (branches is null)
        {
            return Refuse("", $"the pattern costs too much: it unfolds to more than {PatternLimits.Branches} alternatives "
                + $"or {PatternLimits.Conditions} conditions; use fewer $or side by side or shorter lists");
        }
        return new PatternResult.Compiled(new EventPattern(root, branches));
    }

    private static PatternResult.Refused Refuse(string path, string message) => new([new PatternFault(path, message)]);

    private AllClause Object(JsonElement value, string path, IReadOnlyList<string> at, int depth)
    {
        var parts = new List<Clause>();
        if (depth > PatternLimits.Depth)
        {
            _faults.Add(path, $"nested deeper than {PatternLimits.Depth}");
            return new AllClause(path, parts);
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = JsonText.Name(property);
            var here = path.Length == 0 ? name : $"{path}.{name}";
            var folded = IsHeaders(at) ? name.ToLowerInvariant() : name;
            if (!_faults.CheckText(here, name))
                continue;
            if (!seen.Add(folded))
                _faults.Add(here, "the key stands twice in one object; put both values into one list, or both clauses into $and");
            else if (Part(property.Value, folded, here, at, depth) is { } part)
                parts.Add(part);
        }
        if (seen.Count == 0)
            _faults.Add(path, "expected at least one field; leave the filter out to match every event");
        return new AllClause(path, parts);
    }

    private Clause? Part(JsonElement value, string name, string path, IReadOnlyList<string> at, int depth)
    {
        switch (name)
        {
            case "$or":
                return Group(value, path, at, depth) is { } any ? new AnyClause(path, any) : null;
            case "$and":
                return Group(value, path, at, depth) is { } all ? new AllClause(path, all) { IsGroup = true } : null;
            case "$not":
                return Not(value, path, at, depth);
            case "$on" when at.Count == 0:
                return new ForgeShorthand(_faults).Compile(value, path);
            case ['$', ..] when at.Count == 0:
                _faults.Add(path, $"unknown operator '{name}'; known are $or, $and, $not and $on");
                return null;
        }
        string[] field = [.. at, .. name.Split('.')];
        if (field.Length > PatternLimits.Depth)
        {
            _faults.Add(path, $"nested deeper than {PatternLimits.Depth}");
            return null;
        }
        if (value.ValueKind == JsonValueKind.Array)
            return new LeafCompiler(_faults).Compile(value, path, field);
        if (value.ValueKind == JsonValueKind.Object)
            return Object(value, path, field, depth + 1);
        _faults.Add(path, Operators.Contains(name)
            ? $"expected a list, found {JsonKinds.Name(value)}; an operator stands in an object inside the field's list: [{{\"{name}\": …}}]"
            : $"expected a list of values or an object of fields, found {JsonKinds.Name(value)}; write the value inside a list");
        return null;
    }

    private NoneClause? Not(JsonElement value, string path, IReadOnlyList<string> at, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return Group(value, path, at, depth) is { } parts ? new NoneClause(path, at, new AnyClause(path, parts)) : null;
        if (value.ValueKind == JsonValueKind.Object)
            return new NoneClause(path, at, Object(value, path, at, depth + 1));
        _faults.Add(path, $"expected an object or a list of objects, found {JsonKinds.Name(value)}");
        return null;
    }

    private List<Clause>? Group(JsonElement value, string path, IReadOnlyList<string> at, int depth)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            _faults.Add(path, $"expected a list of one object or more, found {JsonKinds.Name(value)}");
            return null;
        }
        var parts = new List<Clause>();
        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            var here = $"{path}[{index++}]";
            if (element.ValueKind == JsonValueKind.Object)
                parts.Add(Object(element, here, at, depth + 1));
            else
                _faults.Add(here, $"expected an object of fields, found {JsonKinds.Name(element)}");
        }
        return parts;
    }

    // Header names have no case and the view holds them in lower case, so a pattern may write them as the sender's manual does.
    private static bool IsHeaders(IReadOnlyList<string> at) => at is [EventFields.Headers];
}
