using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

[Parallelizable(ParallelScope.All)]
internal sealed class TriggerIndexTests
{
    private readonly TriggerIndex _index = new();

    [Test]
    public void Match_FindsTriggersOfTheSourceAndOfEverySource_InOrder()
    {
        var index = new TriggerIndex();
        index.Add("z", "forge", null, enabled: true);
        index.Add("b", TriggerIndex.EverySource, Patterns.Sound("""{"type":["push"]}"""), enabled: true);
        index.Add("a", "forge", Patterns.Sound("""{"type":["push"]}"""), enabled: true);
        index.Add("other", "cron", null, enabled: true);
        index.Add("off", "forge", null, enabled: false);

        Assert.That(index.Match(Views.Of("""{"source_id":"forge","type":"push"}""")), Is.EqualTo(["a", "b", "z"]));
        Assert.That(index.Match(Views.Of("""{"source_id":"forge","type":"tag"}""")), Is.EqualTo(["z"]));
        Assert.That(index.Match(Views.Of("""{"source_id":"x","type":"push"}""")), Is.EqualTo(["b"]));
    }

    [Test]
    public void Add_ReplacesTheTriggerWithTheSameId_AlsoWhenItChangesSource()
    {
        var index = new TriggerIndex();
        index.Add("t", "forge", Patterns.Sound("""{"type":["push"]}"""), enabled: true);
        index.Add("t", "cron", Patterns.Sound("""{"type":["tick"]}"""), enabled: true);

        Assert.That(index.Count, Is.EqualTo(1));
        Assert.That(index.Match(Views.Of("""{"source_id":"forge","type":"push"}""")), Is.Empty);
        Assert.That(index.Match(Views.Of("""{"source_id":"cron","type":"tick"}""")), Is.EqualTo(["t"]));
    }

    [Test]
    public void Add_TakesTheTriggerOut_WhenItIsDisabled()
    {
        var index = new TriggerIndex();
        index.Add("t", "forge", null, enabled: true);
        index.Add("t", "forge", null, enabled: false);

        Assert.That(index.IsClean);
        Assert.That(index.Remove("t"), Is.False);
    }

    [Test]
    public void Match_ReportsATriggerOnce_WhenSeveralOfItsBranchesMatch()
    {
        var index = new TriggerIndex();
        index.Add("t", "*", Patterns.Sound("""{"$or":[{"type":["a"]},{"type":["a"]},{"data":{"x":[1,1.0]}}]}"""), enabled: true);

        Assert.That(index.Match(Views.Of("""{"type":"a","data":{"x":[1,1]}}""")), Is.EqualTo(["t"]));
    }

    [Test]
    public void Match_TellsTriggersApart_WhenTheyShareAPattern()
    {
        var index = new TriggerIndex();
        index.Add("a", "*", Patterns.Sound("""{"type":["x"],"hop":[0]}"""), enabled: true);
        index.Add("b", "*", Patterns.Sound("""{"hop":[0],"type":["x"]}"""), enabled: true);
        index.Remove("a");

        Assert.That(index.Match(Views.Of("""{"type":"x"}""")), Is.EqualTo(["b"]));
    }

    [Test]
    public void Match_FindsRanges_AmongManyThatOverlap()
    {
        const int seed = 7;
        var random = new Random(seed);
        TestContext.Out.WriteLine($"seed {seed}");
        var index = new TriggerIndex();
        var ranges = new Dictionary<string, (int Low, int High)>(StringComparer.Ordinal);
        for (var i = 0; i < 2_000; i++)
        {
            var id = $"t{random.Next(600)}";
            var low = random.Next(100);
            var high = low + random.Next(1, 40);
            index.Add(id, "*", Patterns.Sound($$$"""{"data":{"n":[{"numeric":[">=",{{{low}}},"<",{{{high}}}]}]}}"""), enabled: true);
            ranges[id] = (low, high);
            if (random.Next(3) == 0)
            {
                var gone = $"t{random.Next(600)}";
                Assert.That(index.Remove(gone), Is.EqualTo(ranges.Remove(gone)));
            }
            var n = random.Next(-5, 145);
            var expected = ranges.Where(range => range.Value.Low <= n && n < range.Value.High).Select(range => range.Key).Order(StringComparer.Ordinal);
            Assert.That(index.Match(Views.OfData($$$"""{"n":{{{n}}}}""")), Is.EqualTo(expected), $"seed {seed}, step {i}, n {n}");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Match_SeesAllOfAChangeOrNothing_WhileAnotherThreadChanges(CancellationToken cancellation)
    {
        var index = new TriggerIndex();
        var pattern = Patterns.Sound("""{"$or":[{"type":["a"]},{"data":{"x":[1]}}]}""");
        index.Add("stays", "*", pattern, enabled: true);
        // Both sides end by count, so neither can keep the other from ending.
        var reader = Task.Run(
            () =>
            {
                var view = Views.Of("""{"type":"a","data":{"x":1}}""");
                for (var i = 0; i < 2_000; i++)
                    Assert.That(index.Match(view), Is.EqualTo(["stays"]).Or.EqualTo(new[] { "comes", "stays" }));
            },
            cancellation);
        for (var i = 0; i < 500; i++)
        {
            index.Add("comes", "*", pattern, enabled: true);
            index.Remove("comes");
        }
        await reader.WaitAsync(cancellation);

        Assert.That(index.Match(Views.Of("""{"type":"a"}""")), Is.EqualTo(["stays"]));
    }

    [Test]
    public void Add_Throws_WhenThereIsNoId() => Assert.That(() => _index.Add("", "s", null, enabled: true), Throws.ArgumentException);
}
