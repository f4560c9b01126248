using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

[Parallelizable(ParallelScope.All)]
internal sealed class EventPatternTests
{
    [TestCaseSource(typeof(PatternCases), nameof(PatternCases.All))]
    public void Matches_AsTheTableSays(JsonElement pattern, JsonElement view, bool matches) =>
        Assert.That(Patterns.Sound(pattern).Matches(Views.Of(view)), Is.EqualTo(matches), pattern.GetRawText());

    [TestCaseSource(typeof(PatternCases), nameof(PatternCases.All))]
    public void ReferenceMatcher_AgreesWithTheTable(JsonElement pattern, JsonElement view, bool matches) =>
        Assert.That(ReferenceMatcher.Matches(pattern, Views.Of(view)), Is.EqualTo(matches), pattern.GetRawText());

    [TestCaseSource(typeof(PatternCases), nameof(PatternCases.All))]
    public void TriggerIndex_AgreesWithTheTable(JsonElement pattern, JsonElement view, bool matches)
    {
        var index = new TriggerIndex();
        index.Add("t", TriggerIndex.EverySource, Patterns.Sound(pattern), enabled: true);

        Assert.That(index.Match(Views.Of(view)), matches ? Is.EqualTo(["t"]) : Is.Empty, pattern.GetRawText());
    }

    [TestCaseSource(typeof(PatternCases), nameof(PatternCases.All))]
    public void Explain_AgreesWithTheTable(JsonElement pattern, JsonElement view, bool matches)
    {
        var explanation = Patterns.Sound(pattern).Explain(Views.Of(view));

        Assert.That(explanation.Matched, Is.EqualTo(matches));
        Assert.That(explanation.Clauses, Is.Not.Empty);
        Assert.That(explanation.FalseClauses == 0, Is.EqualTo(matches || explanation.Reason is not null), "A false clause or a reason says why not.");
    }

    [TestCaseSource(typeof(PatternCases), nameof(PatternCases.Refused))]
    public void Compile_NamesEveryFault_WhenThePatternIsUnsound(JsonElement pattern, string[] paths)
    {
        var faults = Patterns.Faults(pattern);

        Assert.That(faults.Select(fault => fault.Path), Is.EqualTo(paths), string.Join('\n', faults));
        Assert.That(faults.Select(fault => fault.Message), Has.All.Not.Empty);
    }

    [Test]
    public void TheTable_HasAtLeastThreeHundredCases() => Assert.That(PatternCases.All().Count(), Is.GreaterThanOrEqualTo(300));

    [Test]
    public void Compile_TakesTwentyLevels()
    {
        var keys = string.Join('.', Enumerable.Range(0, 20).Select(level => $"k{level}"));

        Assert.That(Patterns.Faults($$"""{"{{keys}}":["x"]}"""), Is.Empty);
    }

    [Test]
    public void Compile_Refuses_WhenGroupsNestDeeperThanTwenty()
    {
        var pattern = """{"type":["x"]}""";
        for (var i = 0; i < 20; i++)
            pattern = $$$"""{"$not":{{{pattern}}}}""";

        var fault = Patterns.Faults(pattern).Single();

        Assert.That(fault.Path, Is.EqualTo(string.Join('.', Enumerable.Repeat("$not", 20))));
        Assert.That(fault.Message, Does.Contain("deeper than 20"));
    }

    [Test]
    public void Compile_Refuses_WhenThePatternIsLongerThan64KiB()
    {
        var list = string.Join(',', Enumerable.Range(0, 12_000).Select(i => $"\"{i}\""));

        Assert.That(Patterns.Faults($$"""{"type":[{{list}}]}""").Single().Message, Does.Contain("65536"));
    }

    [Test]
    public void Compile_Refuses_WhenChoicesMultiply()
    {
        var choices = string.Join(',', Enumerable.Range(0, 10).Select(i => $$$"""{"$or":[{"data":{"a{{{i}}}":[1]}},{"data":{"b{{{i}}}":[1]}}]}"""));

        var fault = Patterns.Faults($$"""{"$and":[{{choices}}]}""").Single();

        Assert.That(fault.Path, Is.Empty);
        Assert.That(fault.Message, Does.Contain("costs too much"));
    }

    [Test]
    public void Compile_Refuses_WhenChoicesMultiplyInsideNot()
    {
        var choices = string.Join(',', Enumerable.Range(0, 30).Select(i => $$$"""{"$or":[{"data":{"a{{{i}}}":[1]}},{"data":{"b{{{i}}}":[1]}}]}"""));

        Assert.That(Patterns.Faults($$$"""{"$not":{"$and":[{{{choices}}}]}}""").Single().Message, Does.Contain("costs too much"));
    }

    [Test]
    public void Compile_StopsCountingFaults_AtAHundred()
    {
        var list = string.Join(',', Enumerable.Repeat("[]", 5_000));

        Assert.That(Patterns.Faults($$"""{"type":[{{list}}]}"""), Has.Count.EqualTo(PatternLimits.Faults));
    }

    [Test]
    public void Compile_Refuses_WhenTheFieldsAreNoLongerThanAllowedButTheExpressionIs()
    {
        var text = new string('a', PatternLimits.Expression + 1);

        var faults = Patterns.Faults($$"""{"type":[{"wildcard":"{{text}}*"},{"glob":["{{text}}"]},{"regex":"{{text}}"}]}""");

        Assert.That(faults.Select(fault => fault.Path), Is.EqualTo(["type[0].wildcard", "type[1].glob[0]", "type[2].regex"]));
    }

    [Test]
    public void Compile_KeepsNothingOfTheDocument()
    {
        EventPattern pattern;
        using (var document = JsonDocument.Parse("""{"type":["push"]}"""))
            pattern = Patterns.Sound(document.RootElement);

        Assert.That(pattern.Explain(Views.Of("""{"type":"push"}""")).Clauses[0].Expected.GetRawText(), Is.EqualTo("""["push"]"""));
    }
}
