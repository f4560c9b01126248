using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Mapping;

/// <summary>Events for templates.</summary>
internal static class Views
{
    public const string PushData = """
        {
          "ref": "refs/heads/main", "count": 3, "price": 1.50, "big": 123456789012345678901234567890.123456789, "huge": 1e400, "exp": 1e2,
          "flag": true, "off": false, "nothing": null, "empty": "", "list": [1, 2.50, "c"], "none": [], "when": "2026-01-31T08:09:10+02:00",
          "head": { "id": "abc", "author": null, "x-y": 1, "size": 7 },
          "commits": [ { "id": "c1", "message": "Fix a", "n": 2 }, { "id": "c2", "message": "Add b", "n": 3 } ],
          "html": "<b>\"q\"</b>", "liquid": "{{ data.ref }}", "json": "\",\"x\":\"y", "name": "Zoë 🚀", "text": "a,b,c"
        }
        """;

    private const string Forge = """
        {"provider":"forgejo","kind":"push","action":null,"repo":{"full_name":"org/repo","url":"https://forge.example/org/repo"},"ref":"refs/heads/main",
        "branch":"main","tag":null,"sha":"abc","labels":["a","b"],"changed_files":["x","y"],"changed_files_complete":true}
        """;

    public static EventView Push() => Of(PushData, forge: Forge);

    public static EventView Of(string? data, string? forge = null) => new()
    {
        Id = "01J-1",
        SourceId = "forge-1",
        SourceType = "webhook",
        Type = "push",
        Timestamp = 1769846950123,
        Headers = new Dictionary<string, string> { ["x-event"] = "push", ["user-agent"] = "forge/1" },
        Data = data is null ? default : Json(data),
        Forge = forge is null ? null : Json(forge),
        Hop = 0,
        CorrelationId = "corr-1",
    };

    public static JsonElement Json(string json, int depth = 64) => JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = depth });
}
