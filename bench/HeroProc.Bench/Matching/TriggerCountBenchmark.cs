using System.Text.Json;
using BenchmarkDotNet.Attributes;
using HeroProc.Events.Matching;

namespace HeroProc.Bench.Matching;

/// <summary>What does an event cost beside many triggers it does not match?</summary>
public class TriggerCountBenchmark
{
    private readonly EventView _view = MatchingInputs.View(JsonElement.Parse(MatchingInputs.Event(3)));
    private TriggerIndex _index = new();

    [Params(100, 10_000, 100_000)]
    public int Triggers { get; set; }

    [GlobalSetup]
    public void Fill() => _index = MatchingInputs.Index(Enumerable.Range(0, Triggers).Select(MatchingInputs.Rare));

    [Benchmark]
    public int Match() => _index.Match(_view).Count;
}
