using System.Text.Json;
using BenchmarkDotNet.Attributes;
using HeroProc.Events.Matching;

namespace HeroProc.Bench.Matching;

/// <summary>How many events of a kilobyte go through 35 mixed patterns, with and without parsing them?</summary>
[MemoryDiagnoser]
public class MixedPatternsBenchmark
{
    private readonly TriggerIndex _index = MatchingInputs.Index(MatchingInputs.Mixed());
    private readonly byte[] _text = MatchingInputs.Event(3);
    private readonly EventView _view = MatchingInputs.View(JsonElement.Parse(MatchingInputs.Event(3)));

    [Benchmark(Baseline = true)]
    public int ParsedBefore() => _index.Match(_view).Count;

    [Benchmark]
    public int ParsingIncluded()
    {
        using var document = JsonDocument.Parse(_text);
        return _index.Match(MatchingInputs.View(document.RootElement)).Count;
    }
}
