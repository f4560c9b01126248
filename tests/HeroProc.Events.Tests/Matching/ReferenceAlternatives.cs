using System.Text.Json;

namespace HeroProc.Events.Tests.Matching;

internal enum ReferenceAsks
{
    Value,
    Absent,
    NotPattern,
}

/// <summary>One thing an alternative asks: a value meeting one entry, no value at all, or no object matching a pattern.</summary>
internal sealed record ReferenceQuestion(string Path, ReferenceAsks Asks, IReadOnlyList<JsonElement> Entries, JsonElement Pattern);

/// <summary>Turns a pattern into alternatives, each a list of questions.</summary>
internal static class ReferenceAlternatives
{
    private static readonly JsonElement True = JsonElement.Parse("true");

    public static List<List<ReferenceQuestion>> Of(JsonElement pattern, string path)
    {
        List<List<ReferenceQuestion>> result = [[]];
        foreach (var property in pattern.EnumerateObject())
        {
            var name = path == "headers" ? property.Name.ToLowerInvariant() : property.Name;
            var here = path.Length == 0 ? name : $"{path}.{name}";
            result = Both(result, property.Name switch
            {
                "$or" => [.. property.Value.EnumerateArray().SelectMany(part => Of(part, path))],
                "$and" => property.Value.EnumerateArray().Aggregate((List<List<ReferenceQuestion>>)[[]], (sofar, part) => Both(sofar, Of(part, path))),
                "$not" => [[.. Parts(property.Value).Select(part => new ReferenceQuestion(path, ReferenceAsks.NotPattern, [], part))]],
                "$on" => Of(ReferenceForge.Expand(property.Value), path),
                _ when property.Value.ValueKind == JsonValueKind.Object => Of(property.Value, here),
                _ => Leaf(property.Value, here),
            });
        }
        return result;
    }

    private static List<List<ReferenceQuestion>> Leaf(JsonElement list, string path)
    {
        var ways = new List<List<ReferenceQuestion>>();
        var plain = new List<JsonElement>();
        foreach (var entry in list.EnumerateArray())
        {
            if (Operator(entry, "all") is { } all)
                ways.Add([.. all.EnumerateArray().Select(value => new ReferenceQuestion(path, ReferenceAsks.Value, [value], True))]);
            else if (Operator(entry, "exists") is { ValueKind: JsonValueKind.False })
                ways.Add([new ReferenceQuestion(path, ReferenceAsks.Absent, [], True)]);
            else
                plain.Add(entry);
        }
        if (plain.Count > 0)
            ways.Add([new ReferenceQuestion(path, ReferenceAsks.Value, plain, True)]);
        return ways;
    }

    private static List<List<ReferenceQuestion>> Both(List<List<ReferenceQuestion>> left, List<List<ReferenceQuestion>> right) =>
        [.. left.SelectMany(_ => right, (one, other) => (List<ReferenceQuestion>)[.. one, .. other])];

    private static JsonElement[] Parts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    private static JsonElement? Operator(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) ? value : null;
}
