using System.Globalization;
using System.Text;
using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Bench.Matching;

/// <summary>The events and patterns the matching benchmarks run on.</summary>
internal static class MatchingInputs
{
    public const string Source = "forge";

    /// <summary>A push-like payload of about a kilobyte; every number gives another one.</summary>
    public static byte[] Event(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {"ref":"refs/heads/feature-{{number % 100}}","before":"28e1879d029cb852e4844d9c718537df08844e03","after":"bffeb74224043ba2feb48d137756c8a9331c449a",
        "repository":{"id":{{number}},"name":"repo-{{number % 1000}}","full_name":"acme/repo-{{number % 1000}}","private":false,"stars":{{number % 5000}},"default_branch":"main","html_url":"https://forge.example/acme/repo-{{number % 1000}}"},
        "pusher":{"login":"user{{number % 50}}","email":"user{{number % 50}}@example.org","ip":"10.0.{{number % 256}}.7"},
        "commits":[{"id":"bffeb74224043ba2feb48d137756c8a9331c449a","message":"Fix the parser ({{number}})","author":{"name":"Alice","email":"alice@example.org"},"added":["src/a{{number}}.cs"],"modified":["README.md","docs/index.md"]},
        {"id":"28e1879d029cb852e4844d9c718537df08844e03","message":"Tidy up","author":{"name":"Bob","email":"bob@example.org"},"added":[],"modified":["src/b.cs"]}],
        "total_commits":2,"compare_url":"https://forge.example/acme/repo/compare/28e1879...bffeb74","note":"a field nobody asks about, to make up the size of a usual event"}
        """));

    public static EventView View(JsonElement data) => new()
    {
        Id = "e-1",
        SourceId = Source,
        SourceType = "webhook",
        Type = "push",
        Timestamp = 1_700_000_000_000,
        Data = data,
    };

    /// <summary>Thirty-five patterns, five each of seven operators: the mix event-ruler is measured with.</summary>
    public static IEnumerable<EventPattern> Mixed()
    {
        for (var i = 0; i < 5; i++)
        {
            yield return Compile("""{"type":["push"],"data":{"repository":{"name":["repo-#"]}}}""", i * 7);
            yield return Compile("""{"data":{"ref":[{"prefix":"refs/heads/feature-#"}]}}""", i);
            yield return Compile("""{"data":{"pusher":{"email":[{"suffix":"#@example.org"}]}}}""", i);
            yield return Compile("""{"data":{"pusher":{"login":[{"equals-ignore-case":"USER#"}]}}}""", i);
            yield return Compile("""{"data":{"commits":{"message":[{"wildcard":"Fix*(#*)"}],"author":{"name":["Alice"]}}}}""", i);
            yield return Compile("""{"data":{"repository":{"stars":[{"numeric":[">",#,"<",§]}]}}}""", i * 1000, (i * 1000) + 50);
            yield return Compile("""{"type":["push"],"data":{"repository":{"private":[{"anything-but":[#,false]}]}}}""", i);
        }
    }

    /// <summary>One of many triggers, each of which hardly any event matches; seven kinds in turn.</summary>
    public static EventPattern Rare(int number) => (number % 7) switch
    {
        0 => Compile("""{"type":["push"],"data":{"repository":{"full_name":["other/repo-#"]}}}""", number),
        1 => Compile("""{"type":["push"],"data":{"ref":[{"prefix":"refs/heads/release-#/"}]}}""", number),
        2 => Compile("""{"data":{"commits":{"added":[{"suffix":"/x#.md"}]}}}""", number),
        3 => Compile("""{"data":{"pusher":{"login":[{"equals-ignore-case":"Nobody#"}]}}}""", number),
        4 => Compile("""{"data":{"ref":[{"wildcard":"refs/tags/v#.*"}]}}""", number),
        5 => Compile("""{"data":{"repository":{"id":[{"numeric":[">",#,"<",§]}]}}}""", 10_000_000 + number, 10_000_002 + number),
        _ => Compile("""{"data":{"pusher":{"login":["who#"],"email":[{"anything-but":"x@example.org"}]}}}""", number),
    };

    /// <summary>One of many triggers of a kind no lookup helps with, on a field each event has.</summary>
    public static EventPattern Unanchored(int number) => (number % 2) switch
    {
        0 => Compile("""{"data":{"note":[{"wildcard":"*word#*"}]}}""", number),
        _ => Compile("""{"data":{"note":[{"anything-but":["a#"]}],"ref":[{"wildcard":"*z#*"}]}}""", number),
    };

    public static TriggerIndex Index(IEnumerable<EventPattern> patterns)
    {
        var index = new TriggerIndex();
        var number = 0;
        foreach (var pattern in patterns)
            index.Add(string.Create(CultureInfo.InvariantCulture, $"t{number++}"), Source, pattern, enabled: true);
        return index;
    }

    // "#" and "§" stand for the numbers: the braces of a pattern leave no room for interpolation.
    private static EventPattern Compile(string json, int number, int second = 0)
    {
        json = json.Replace("#", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("§", second.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return EventPattern.Compile(JsonElement.Parse(json)) is PatternResult.Compiled compiled
            ? compiled.Pattern
            : throw new InvalidOperationException($"The benchmark's own pattern was refused: {json}");
    }
}
