using System.Text.Json;
using BenchmarkDotNet.Attributes;
using HeroProc.Events.Matching;

namespace HeroProc.Bench.Matching;

/// <summary>How long does one event of 256 KB take?</summary>
public class LargeEventBenchmark
{
    private readonly TriggerIndex _index = MatchingInputs.Index(MatchingInputs.Mixed());
    private readonly EventView _view = MatchingInputs.View(JsonElement.Parse(MatchingRates.Large()));

    [Benchmark]
    public int Match() => _index.Match(_view).Count;
}
