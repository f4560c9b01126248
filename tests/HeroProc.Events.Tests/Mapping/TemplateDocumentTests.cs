using System.Text.Json;
using System.Text.RegularExpressions;
using HeroProc.Events.Mapping;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Mapping;

/// <summary>Every example of <c>docs/templates.md</c> does what the page says.</summary>
public sealed partial class TemplateDocumentTests
{
    [TestCaseSource(nameof(Examples))]
    public void Example_DoesWhatThePageSays(string template, string outcome, string expected)
    {
        var compiled = JsonTemplate.Compile(Views.Json(template));
        if (outcome == "refused")
        {
            Assert.That(Lines(compiled), Is.EqualTo(expected));
            return;
        }
        Assert.That(compiled.Succeeded, Is.True, () => compiled.Reason("template"));
        var rendered = compiled.Value!.Render(Event(), CancellationToken.None);
        if (outcome == "failed")
            Assert.That(Lines(rendered), Is.EqualTo(expected));
        else
            Assert.That(JsonSerializer.Serialize(rendered.Value), Is.EqualTo(JsonSerializer.Serialize(Views.Json(expected))), () => rendered.Reason("template"));
    }

    [Test]
    public void Page_ListsExactlyTheFiltersThereAre()
    {
        var page = TestFiles.Read("docs/templates.md");
        var listed = page[(page.IndexOf("Filters: `", StringComparison.Ordinal) + 10)..];
        Assert.That(listed[..listed.IndexOf('`')].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(LiquidFilters.Names));
    }

    private static string Lines<T>(MappingResult<T> result)
        where T : notnull => string.Join('\n', result.Faults.Select(fault => $"{fault.Path}: {fault.Message}"));

    private static EventView Event()
    {
        var json = Views.Json(Blocks().Single(block => block.Kind == "event").Text);
        return new EventView
        {
            Id = json.GetProperty("id").GetString()!,
            SourceId = json.GetProperty("source_id").GetString()!,
            SourceType = json.GetProperty("source_type").GetString()!,
            Type = json.GetProperty("type").GetString()!,
            Timestamp = json.GetProperty("timestamp").GetUInt64(),
            Headers = json.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!),
            Forge = json.GetProperty("forge"),
            Data = json.GetProperty("data"),
        };
    }

    private static IEnumerable<TestCaseData> Examples()
    {
        var blocks = Blocks().Where(block => block.Kind != "event").ToList();
        for (var i = 0; i < blocks.Count; i += 2)
        {
            if (blocks[i].Kind != "template" || i + 1 == blocks.Count || blocks[i + 1].Kind == "template")
                throw new FormatException($"A template block and its outcome were expected at block {i} of docs/templates.md; '{blocks[i].Kind}' came.");
            yield return new TestCaseData(blocks[i].Text, blocks[i + 1].Kind, blocks[i + 1].Text).SetArgDisplayNames(blocks[i].Text.Trim());
        }
    }

    private static IEnumerable<(string Kind, string Text)> Blocks() =>
        Fence().Matches(TestFiles.Read("docs/templates.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value.TrimEnd('\n')));

    [GeneratedRegex(@"^```\w+ (\w+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
