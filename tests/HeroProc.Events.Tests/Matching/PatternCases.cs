using System.Text.Json;

namespace HeroProc.Events.Tests.Matching;

/// <summary>The case tables: <c>leaves.json</c> asks one leaf about one value, <c>patterns.json</c> whole patterns about events.</summary>
internal static class PatternCases
{
    public static IEnumerable<TestCaseData> All() => Leaves().Concat(Whole());

    public static IEnumerable<TestCaseData> Refused()
    {
        foreach (var entry in JsonElement.Parse(RepositoryFile.ReadCases("refused.json")).EnumerateArray())
        {
            var pattern = entry.GetProperty("pattern");
            var paths = entry.GetProperty("faults").EnumerateArray().Select(path => path.GetString()!).ToArray();
            yield return new TestCaseData(pattern, paths).SetArgDisplayNames(pattern.GetRawText());
        }
    }

    private static IEnumerable<TestCaseData> Leaves()
    {
        foreach (var entry in JsonElement.Parse(RepositoryFile.ReadCases("leaves.json")).EnumerateArray())
        {
            var pattern = JsonElement.Parse($$$"""{"data":{"v":{{{entry.GetProperty("leaf").GetRawText()}}}}}""");
            foreach (var (value, matches) in Expected(entry))
                yield return Case(entry, pattern, JsonElement.Parse($$$"""{"data":{"v":{{{value.GetRawText()}}}}}"""), matches);
        }
    }

    private static IEnumerable<TestCaseData> Whole()
    {
        foreach (var entry in JsonElement.Parse(RepositoryFile.ReadCases("patterns.json")).EnumerateArray())
        {
            foreach (var (view, matches) in Expected(entry))
                yield return Case(entry, entry.GetProperty("pattern"), view, matches);
        }
    }

    private static IEnumerable<(JsonElement Value, bool Matches)> Expected(JsonElement entry) =>
        entry.GetProperty("yes").EnumerateArray().Select(value => (value, true))
            .Concat(entry.GetProperty("no").EnumerateArray().Select(value => (value, false)));

    private static TestCaseData Case(JsonElement entry, JsonElement pattern, JsonElement view, bool matches) =>
        new TestCaseData(pattern, view, matches)
            .SetArgDisplayNames(entry.GetProperty("about").GetString()!, view.GetRawText(), matches ? "yes" : "no");
}
