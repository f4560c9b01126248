using System.Text.Json;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Tries every pair of <c>docs/filters.md</c>: what the page teaches is what happens.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class FiltersPageTests
{
    [TestCaseSource(nameof(Pairs))]
    public void Pattern_MatchesAsThePageSays(string pattern, string view, bool matches) =>
        Assert.That(Patterns.Sound(pattern).Matches(Views.Of(view)), Is.EqualTo(matches));

    [TestCaseSource(nameof(Refusals))]
    public void Pattern_IsRefusedAsThePageSays(string pattern, string[] paths) =>
        Assert.That(Patterns.Faults(pattern).Select(fault => fault.Path), Is.EqualTo(paths));

    [Test]
    public void Page_HasAPairForEachOperator()
    {
        var patterns = string.Concat(Pairs().Select(pair => pair.Arguments[0]));

        foreach (var word in "prefix suffix equals-ignore-case wildcard anything-but numeric exists cidr glob regex all $or $and $not $on".Split(' '))
            Assert.That(patterns, Does.Contain($"\"{word}\""));
    }

    private static IEnumerable<TestCaseData> Pairs()
    {
        var pattern = "";
        foreach (var (title, json) in Blocks())
        {
            if (title == "pattern")
                pattern = json;
            else if (title is "event yes" or "event no")
                yield return new TestCaseData(pattern, json, title == "event yes");
        }
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        foreach (var (title, json) in Blocks())
        {
            if (title.Split(' ') is ["refused", .. var paths])
                yield return new TestCaseData(json, paths);
        }
    }

    private static IEnumerable<(string Title, string Json)> Blocks()
    {
        string? title = null;
        var lines = new List<string>();
        foreach (var line in RepositoryFile.Read("docs", "filters.md").Split('\n'))
        {
            if (title is null && line.StartsWith("```json ", StringComparison.Ordinal))
            {
                title = line["```json ".Length..];
            }
            else if (title is not null && line == "```")
            {
                var json = string.Join('\n', lines);
                Assert.That(() => JsonDocument.Parse(json).Dispose(), Throws.Nothing, json);
                yield return (title, json);
                title = null;
                lines.Clear();
            }
            else if (title is not null)
            {
                lines.Add(line);
            }
        }
    }
}
