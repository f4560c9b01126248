using System.Globalization;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

/// <summary>Events made to be slow. The limits are far above what is needed and far below what anything worse than linear would take.</summary>
internal sealed class HostileEventTests
{
    private const int TimeLimit = 20_000;

    [Test, CancelAfter(TimeLimit)]
    public void Matches_IsLinear_WhenArraysOfObjectsNest()
    {
        // Every field twice, in different elements, so that each of 10,000 outer elements is tried to its end.
        var inner = string.Join(',', Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? """{"x":1}""" : """{"y":2}"""));
        var outer = string.Join(',', Enumerable.Range(0, 10_000).Select(_ => $$$"""{"n":1,"b":[{{{inner}}}]}"""));
        var pattern = Patterns.Sound("""{"data":{"a":{"n":[1],"b":{"x":[1],"y":[2]},"$or":[{"c":[1]},{"b":{"z":[{"exists":false}]}}]}}}""");

        Assert.That(pattern.Matches(Views.OfData($$$"""{"a":[{{{outer}}}]}""")), Is.False);
    }

    [Test, CancelAfter(TimeLimit)]
    public void Matches_IsLinear_WhenAnObjectHasManyFieldsWithOneName()
    {
        var fields = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"a\":{i}"));
        var index = new TriggerIndex();
        index.Add("t", "*", Patterns.Sound("""{"data":{"a":[99999]}}"""), enabled: true);

        Assert.That(index.Match(Views.OfData($"{{{fields}}}")), Is.EqualTo(["t"]));
    }

    [TestCase("""{"wildcard":"*a*a*a*a*a*a*a*a*a*b"}""")]
    [TestCase("""{"regex":"(a|aa)+$"}""")]
    [TestCase("""{"regex":"^(a+)+b"}""")]
    [TestCase("""{"regex":"(x+x+)+y"}""")]
    [TestCase("""{"glob":["*a*a*a*a*a*a*a*a*a*a*b"]}""")]
    [TestCase("""{"glob":["**/a**/a**/a**/a**/a+b"]}""")]
    [TestCase("""{"equals-ignore-case":"b"}""")]
    [TestCase("""{"cidr":"::/0"}""")]
    [CancelAfter(TimeLimit)]
    public void Matches_IsLinear_WhenTheTextIsMadeForBacktracking(string entry)
    {
        var pattern = Patterns.Sound($$$"""{"data":{"v":[{{{entry}}}]}}""");

        Assert.That(pattern.Matches(Views.OfData($$$"""{"v":["{{{new string('a', 200_000)}}}!","{{{new string('a', 4_000)}}}!"]}""")), Is.False);
    }

    [Test, CancelAfter(TimeLimit)]
    public void Matches_IsLinear_WhenANumberHasManyDigits()
    {
        var digits = new string('9', 1_000_000);
        var pattern = Patterns.Sound("""{"data":{"v":[{"numeric":["<",5]},{"anything-but":7}]}}""");

        Assert.That(pattern.Matches(Views.OfData($$$"""{"v":[{{{digits}}},{{{digits}}}.{{{digits}}}e-{{{digits}}}]}""")));
    }

    [Test, CancelAfter(TimeLimit)]
    public void Matches_Answers_WhenTextIsNoUnicode()
    {
        var halves = string.Join(',', Enumerable.Repeat("\"\\ud800\"", 50_000));
        var fields = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"\\udc00{i.ToString(CultureInfo.InvariantCulture)}\":1"));
        var pattern = Patterns.Sound("""{"data":{"v":["x"],"w":{"x":[1]}}}""");
        var view = Views.OfData($$$"""{"v":[{{{halves}}}],"w":{{{{fields}}}}}""");
        var index = new TriggerIndex();
        index.Add("t", "*", pattern, enabled: true);

        Assert.That(pattern.Matches(view), Is.False);
        Assert.That(index.Match(view), Is.Empty);
        Assert.That(pattern.Explain(view).Matched, Is.False);
    }

    [Test]
    public void FoldedLookup_FindsEveryLetterTheComparisonCallsEqual()
    {
        // The index hashes without case, conditions compare without case: if the two ever disagreed, a match would be lost.
        var comparer = StringComparer.OrdinalIgnoreCase;
        for (var letter = 0; letter <= char.MaxValue; letter++)
        {
            foreach (var other in new[] { char.ToUpperInvariant((char)letter), char.ToLowerInvariant((char)letter) })
            {
                var (left, right) = (((char)letter).ToString(), other.ToString());
                if (comparer.Equals(left, right))
                    Assert.That(comparer.GetHashCode(left), Is.EqualTo(comparer.GetHashCode(right)), $"U+{letter:X4}");
            }
        }
    }
}
