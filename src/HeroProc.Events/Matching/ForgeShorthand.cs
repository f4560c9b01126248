using System.Text.Json;

namespace HeroProc.Events.Matching;

/// <summary>
/// Reads <c>$on</c>, the shorthand for forge events in the words of forge workflows, into plain clauses over <c>type</c> and
/// <c>forge.*</c>.
/// </summary>
internal sealed class ForgeShorthand(FaultList faults)
{
    private const string CutShort =
        "the sender cut the list of changed files short (changed_files_complete is false), so a path filter that found nothing matches";

    private static readonly string[] Branch = [EventFields.Forge, "branch"];
    private static readonly string[] Tag = [EventFields.Forge, "tag"];
    private static readonly string[] ChangedFiles = [EventFields.Forge, "changed_files"];
    private static readonly string[] ChangedFilesComplete = [EventFields.Forge, "changed_files_complete"];

    /// <summary>Compiles <c>$on</c>; what is wrong goes to the fault list.</summary>
    public Clause? Compile(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add(path, $"expected an object such as {{\"push\":{{\"branches\":[\"main\"]}}}}, found {JsonKinds.Name(value)}");
            return null;
        }
        var kinds = new List<Clause>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var kind = JsonText.Name(property);
            var here = $"{path}.{kind}";
            if (!faults.CheckText(here, kind))
                continue;
            if (kind.Length == 0 || !seen.Add(kind))
                faults.Add(here, "expected a kind of forge event, named once");
            else if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null)
                kinds.Add(Kind(kind, property.Value, here));
            else
                faults.Add(here, $"expected an object of settings or null, found {JsonKinds.Name(property.Value)}");
        }
        if (seen.Count == 0)
            faults.Add(path, "expected at least one kind of forge event");
        return new AnyClause(path, kinds) { Operator = "$on" };
    }

    private AllClause Kind(string kind, JsonElement settings, string path)
    {
        var named = Settings(settings, path);
        var parts = new List<Clause> { Types(kind, named, path) };
        var refs = new List<Clause>();
        AddGlobs(refs, named, "branches", Branch, path);
        AddGlobs(refs, named, "tags", Tag, path);
        // With both, either will do: a push is of a branch or of a tag, never of both.
        if (refs.Count > 0)
            parts.Add(refs.Count == 1 ? refs[0] : new AnyClause(path, refs));
        var paths = new List<Clause>();
        AddGlobs(paths, named, "paths", ChangedFiles, path);
        foreach (var leaf in paths.Cast<LeafClause>())
        {
            var cut = new LeafClause(leaf.Path, ChangedFilesComplete, "equals", leaf.Expected, [new EqualCondition(Scalar.Of(JsonElement.Parse("false")))]);
            parts.Add(leaf with { Otherwise = (cut, CutShort) });
        }
        return new AllClause(path, parts);
    }

    private Dictionary<string, JsonElement> Settings(JsonElement settings, string path)
    {
        var named = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (settings.ValueKind != JsonValueKind.Object)
            return named;
        foreach (var property in settings.EnumerateObject())
        {
            var name = JsonText.Name(property);
            if (name is not ("types" or "branches" or "branches-ignore" or "tags" or "tags-ignore" or "paths" or "paths-ignore"))
                faults.Add($"{path}.{name}", "unknown setting; known are types, branches, branches-ignore, tags, tags-ignore, paths and paths-ignore");
            else if (!named.TryAdd(name, property.Value))
                faults.Add($"{path}.{name}", "the key stands twice in one object");
        }
        return named;
    }

    private LeafClause Types(string kind, Dictionary<string, JsonElement> named, string path)
    {
        if (!named.TryGetValue("types", out var list))
        {
            return new LeafClause(path, [EventFields.Type], "type", JsonSerializer.SerializeToElement(kind),
                [new EqualCondition(Scalar.Of(kind)), new PrefixCondition(kind + ".", ignoreCase: false)]);
        }
        path += ".types";
        var conditions = new List<Condition>();
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            faults.Add(path, $"expected a list of actions such as [\"opened\"], found {JsonKinds.Name(list)}");
        else
            conditions.AddRange(list.EnumerateArray().Select((action, index) => Action(kind, action, $"{path}[{index}]")).OfType<Condition>());
        return new LeafClause(path, [EventFields.Type], "type", list, conditions);
    }

    private EqualCondition? Action(string kind, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            faults.Add(path, $"expected a string, found {JsonKinds.Name(value)}");
            return null;
        }
        var action = JsonText.Read(value);
        if (!faults.CheckText(path, action))
            return null;
        // Forges call new commits on a pull request by these names in their own workflows; the event's type calls them updated.
        if (action is "synchronize" or "synchronized")
            action = "updated";
        return new EqualCondition(Scalar.Of($"{kind}.{action}"));
    }

    private void AddGlobs(List<Clause> clauses, Dictionary<string, JsonElement> named, string setting, string[] field, string path)
    {
        var ignoring = setting + "-ignore";
        if (named.ContainsKey(setting) && named.ContainsKey(ignoring))
            faults.Add($"{path}.{ignoring}", $"cannot stand beside {setting}; write exclusions into {setting} with a leading '!'");
        if (named.TryGetValue(setting, out var wanted))
            AddGlobs(clauses, wanted, $"{path}.{setting}", field, ignore: false);
        else if (named.TryGetValue(ignoring, out var ignored))
            AddGlobs(clauses, ignored, $"{path}.{ignoring}", field, ignore: true);
    }

    private void AddGlobs(List<Clause> clauses, JsonElement list, string path, string[] field, bool ignore)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            faults.Add(path, $"expected a list of globs, found {JsonKinds.Name(list)}");
            return;
        }
        var globs = new TextOperators(faults);
        var condition = ignore ? globs.GlobIgnoring(list, path) : globs.Glob(list, path);
        if (condition is not null)
            clauses.Add(new LeafClause(path, field, ignore ? "not glob" : "glob", list, [condition]));
    }
}
