using System.Text.Json;
using System.Text.Json.Nodes;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Writes <c>$on</c> out as the plain pattern it stands for.</summary>
internal static class ReferenceForge
{
    public static JsonElement Expand(JsonElement on)
    {
        var kinds = new JsonArray();
        foreach (var kind in on.EnumerateObject())
        {
            var parts = new JsonArray();
            var settings = kind.Value.ValueKind == JsonValueKind.Object ? kind.Value : JsonElement.Parse("{}");
            parts.Add(new JsonObject { ["type"] = Types(kind.Name, settings) });
            var refs = new JsonArray();
            foreach (var (setting, field) in new[] { ("branches", "branch"), ("tags", "tag") })
            {
                if (Globs(settings, setting) is { } leaf)
                    refs.Add(new JsonObject { ["forge"] = new JsonObject { [field] = leaf } });
            }
            if (refs.Count > 0)
                parts.Add(new JsonObject { ["$or"] = refs });
            if (Globs(settings, "paths") is { } paths)
            {
                parts.Add(new JsonObject
                {
                    ["$or"] = new JsonArray(
                        new JsonObject { ["forge"] = new JsonObject { ["changed_files"] = paths } },
                        new JsonObject { ["forge"] = new JsonObject { ["changed_files_complete"] = new JsonArray(false) } }),
                });
            }
            kinds.Add(new JsonObject { ["$and"] = parts });
        }
        return JsonElement.Parse(new JsonObject { ["$or"] = kinds }.ToJsonString());
    }

    private static JsonArray Types(string kind, JsonElement settings)
    {
        if (!settings.TryGetProperty("types", out var types))
            return new JsonArray(kind, new JsonObject { ["prefix"] = $"{kind}." });
        return new JsonArray([.. types.EnumerateArray().Select(type => (JsonNode)$"{kind}.{type.GetString()!.Replace("synchronize", "updated")}")]);
    }

    private static JsonArray? Globs(JsonElement settings, string setting)
    {
        if (settings.TryGetProperty(setting, out var wanted))
            return new JsonArray(new JsonObject { ["glob"] = JsonNode.Parse(wanted.GetRawText()) });
        if (!settings.TryGetProperty($"{setting}-ignore", out var ignored))
            return null;
        string[] globs = ["**", .. ignored.EnumerateArray().Select(glob => "!" + glob.GetString())];
        return new JsonArray(new JsonObject { ["glob"] = new JsonArray([.. globs.Select(glob => (JsonNode)glob)]) });
    }
}
