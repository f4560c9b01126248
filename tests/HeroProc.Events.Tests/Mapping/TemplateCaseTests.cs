using System.Text.Json;
using HeroProc.Events.Mapping;

namespace HeroProc.Events.Tests.Mapping;

/// <summary>The table of <c>template-cases.json</c>, against the event of <see cref="Views.Push"/>.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TemplateCaseTests
{
    [TestCaseSource(nameof(Cases))]
    public void Template_IsRefusedFailsOrRenders_AsTheTableSays(JsonElement row)
    {
        var compiled = JsonTemplate.Compile(row.GetProperty("template"));
        if (row.TryGetProperty("refused", out var refused))
        {
            Assert.That(compiled.Succeeded, Is.False, "The template was accepted.");
            Assert.That(compiled.Reason("t"), Does.Contain(refused.GetString()));
            return;
        }
        Assert.That(compiled.Succeeded, Is.True, () => compiled.Reason("t"));
        var rendered = compiled.Value!.Render(Views.Push(), CancellationToken.None);
        if (row.TryGetProperty("failed", out var failed))
        {
            Assert.That(rendered.Succeeded, Is.False, "The template was rendered.");
            Assert.That(rendered.Reason("t"), Is.EqualTo(failed.GetString()));
            return;
        }
        Assert.That(rendered.Succeeded, Is.True, () => rendered.Reason("t"));
        // Compared as text, so that 1.50 and 1e2 must come out as they went in.
        Assert.That(Compact(rendered.Value), Is.EqualTo(Compact(row.GetProperty("rendered"))));
    }

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);

    private static IEnumerable<TestCaseData> Cases() =>
        JsonElement.Parse(TestFiles.Read("Mapping/template-cases.json")).EnumerateArray().Select((row, index) => new TestCaseData(row).SetArgDisplayNames($"{index}", row.GetProperty("template").GetRawText()));
}
