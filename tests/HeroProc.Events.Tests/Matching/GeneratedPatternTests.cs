using System.Text.Json;
using HeroProc.Events.Matching;

namespace HeroProc.Events.Tests.Matching;

/// <summary>The compiled matcher, the index and the reference matcher must agree on whatever is made up.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GeneratedPatternTests
{
    private const int Patterns = 2_500;
    private const int EventsEach = 20;

    [TestCase(20260101)]
    [TestCase(20260102)]
    public void Matches_AgreesWithTheReferenceMatcher(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var generator = new PatternGenerator(seed);
        var asked = 0;
        var matched = 0;
        for (var i = 0; i < Patterns; i++)
        {
            var json = JsonElement.Parse(generator.Pattern());
            if (EventPattern.Compile(json) is not PatternResult.Compiled { Pattern: var pattern })
                continue;
            for (var j = 0; j < EventsEach; j++)
            {
                var text = generator.Event();
                var view = Views.Of(text);
                var expected = ReferenceMatcher.Matches(json, view);
                asked++;
                matched += expected ? 1 : 0;
                if (pattern.Matches(view) != expected)
                    Assert.Fail($"seed {seed}: expected {expected}\npattern {json.GetRawText()}\nevent   {text}");
            }
        }
        TestContext.Out.WriteLine($"{asked} questions, {matched} answered yes");
        Assert.That(asked, Is.GreaterThan(Patterns * EventsEach * 9 / 10), "Most generated patterns must be sound.");
        Assert.That(matched, Is.InRange(asked / 20, asked * 19 / 20), "Both answers must be common, or nothing is tested.");
    }

    [TestCase(20260201)]
    public void TriggerIndex_AgreesWithAskingOneByOne_WhileTriggersComeAndGo(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var generator = new PatternGenerator(seed);
        var index = new TriggerIndex();
        var model = new Dictionary<string, (string Source, EventPattern? Pattern)>(StringComparer.Ordinal);
        for (var step = 0; step < 6_000; step++)
        {
            var id = $"t{generator.Below(300)}";
            switch (generator.Below(4))
            {
                case 0:
                    Assert.That(index.Remove(id), Is.EqualTo(model.Remove(id)));
                    break;
                case 1:
                    var view = Views.Of(generator.Event());
                    var expected = model
                        .Where(entry => entry.Value.Source is TriggerIndex.EverySource or "source")
                        .Where(entry => entry.Value.Pattern?.Matches(view) ?? true)
                        .Select(entry => entry.Key).Order(StringComparer.Ordinal).ToList();
                    Assert.That(index.Match(view), Is.EqualTo(expected), $"seed {seed}, step {step}");
                    break;
                default:
                    var source = new[] { "source", TriggerIndex.EverySource, "other" }[generator.Below(3)];
                    var enabled = generator.Below(5) > 0;
                    var json = JsonElement.Parse(generator.Pattern());
                    var pattern = (EventPattern.Compile(json) as PatternResult.Compiled)?.Pattern;
                    index.Add(id, source, pattern, enabled);
                    model.Remove(id);
                    if (enabled)
                        model.Add(id, (source, pattern));
                    break;
            }
            Assert.That(index.Count, Is.EqualTo(model.Count));
        }
        foreach (var id in model.Keys)
            index.Remove(id);
        Assert.That(index.IsClean, "Removing every trigger must leave nothing behind.");
    }
}
