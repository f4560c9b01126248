using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

[Parallelizable(ParallelScope.All)]
internal sealed class ExplainerTests
{
    [Test]
    public void Explain_ListsEveryClauseInOrder()
    {
        var explanation = Explain(
            """{"type":["push"],"data":{"ref":[{"prefix":"refs/heads/"},"x"],"n":[{"numeric":[">",5]}],"gone":["x"]},"$or":[{"hop":[1]},{"subject":["s"]}]}""",
            """{"type":"push","subject":"s","data":{"ref":["a","refs/heads/main"],"n":3.50}}""");

        Assert.That(Lines(explanation), Is.EqualTo([
            """type equals ["push"] "push" True""",
            """data.ref any of [{"prefix":"refs/heads/"},"x"] ["a","refs/heads/main"] True""",
            """data.n numeric [{"numeric":[">",5]}] 3.50 False""",
            """data.gone equals ["x"] - False""",
            """$or $or - - True""",
            """$or[0].hop equals [1] 0 False""",
            """$or[1].subject equals ["s"] "s" True""",
        ]));
        Assert.That(explanation.Matched, Is.False);
        Assert.That(explanation.FalseClauses, Is.EqualTo(2));
        Assert.That(explanation.Reason, Is.Null);
    }

    [Test]
    public void Explain_CountsOneFalseClause_WhenItIsANearMiss() =>
        Assert.That(Explain("""{"type":["push"],"data":{"a":[1]}}""", """{"type":"push","data":{"a":2}}""").FalseClauses, Is.EqualTo(1));

    [Test]
    public void Explain_CountsAGroupOnce() =>
        Assert.That(Explain("""{"$or":[{"type":["a"]},{"type":["b"]}],"$not":{"hop":[0]}}""", "{}").FalseClauses, Is.EqualTo(2));

    [Test]
    public void Explain_GivesTheReason_WhenClausesAreMetByDifferentElements()
    {
        var explanation = Explain("""{"data":{"a":{"x":[1],"y":[2]}}}""", """{"data":{"a":[{"x":1},{"y":2}]}}""");

        Assert.That(explanation.Matched, Is.False);
        Assert.That(explanation.FalseClauses, Is.Zero);
        Assert.That(explanation.Clauses.Select(clause => clause.Matched), Has.All.True);
        Assert.That(explanation.Reason, Does.Contain("different elements"));
    }

    [Test]
    public void Explain_SaysWhyAPathFilterMatches_WhenTheListOfFilesIsCutShort()
    {
        var explanation = Explain(
            """{"$on":{"push":{"paths":["src/**"]}}}""",
            """{"type":"push","forge":{"changed_files":["README.md"],"changed_files_complete":false}}""");

        var clause = explanation.Clauses.Single(clause => clause.Path == "$on.push.paths");
        Assert.That(explanation.Matched);
        Assert.That(clause.Matched);
        Assert.That(clause.Actual.GetRawText(), Is.EqualTo("\"README.md\""));
        Assert.That(clause.Note, Does.Contain("cut"));
        Assert.That(explanation.Reason, Is.EqualTo(clause.Note));
    }

    [Test]
    public void Explain_HasNoNote_WhenThePathFilterFoundAFile()
    {
        var explanation = Explain(
            """{"$on":{"push":{"paths":["src/**"]}}}""",
            """{"type":"push","forge":{"changed_files":["src/a"],"changed_files_complete":false}}""");

        Assert.That(explanation.Clauses.Select(clause => clause.Note), Has.All.Null);
        Assert.That(explanation.Reason, Is.Null);
    }

    [Test]
    public void Explain_ReadsNotInItsElement_WhenThePatternMatches()
    {
        var explanation = Explain("""{"data":{"a":{"x":[1],"$not":{"y":[2]}}}}""", """{"data":{"a":[{"x":1},{"y":2}]}}""");

        Assert.That(explanation.Matched);
        Assert.That(explanation.Clauses.Single(clause => clause.Path == "data.a.$not"), Has.Property("Matched").True.And.Property("Note").Not.Null);
    }

    [Test]
    public void Explain_CutsWhatIsLong()
    {
        var many = string.Join(',', Enumerable.Range(0, 100));
        var longText = new string('x', 5_000);

        var explanation = Explain("""{"data":{"many":[7],"long":["x"],"object":["x"]}}""", $$$$"""{"data":{"many":[{{{{many}}}}],"long":"{{{{longText}}}}","object":{"a":1}}}""");

        Assert.That(explanation.Clauses[0].Actual.GetArrayLength(), Is.EqualTo(21));
        Assert.That(explanation.Clauses[1].Actual.GetRawText(), Has.Length.LessThan(600).And.Contains("5000 characters"));
        Assert.That(explanation.Clauses[2].Actual.GetString(), Is.EqualTo("{…}"));
    }

    private static Explanation Explain(string pattern, string view) => Patterns.Sound(pattern).Explain(Views.Of(view));

    private static IEnumerable<string> Lines(Explanation explanation) => explanation.Clauses.Select(clause =>
        $"{clause.Path} {clause.Operator} {Text(clause.Expected)} {Text(clause.Actual)} {clause.Matched}");

    private static string Text(System.Text.Json.JsonElement value) =>
        value.ValueKind == System.Text.Json.JsonValueKind.Undefined ? "-" : value.GetRawText();
}
