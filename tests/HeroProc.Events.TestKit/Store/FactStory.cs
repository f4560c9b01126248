using HeroProc.Events.Deliveries;
using HeroProc.Events.Sources;

namespace HeroProc.Events.TestKit.Store;

/// <summary>Goes on with a script as a busy host would: events, routings, deliveries on their way, changed triggers. The seed decides all.</summary>
/// <param name="script">What the facts are added to.</param>
/// <param name="seed">Makes the same story every time.</param>
public sealed class FactStory(FactScript script, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Delivery> _deliveries = [];
    private readonly Queue<long> _unrouted = new();
    private int _events;

    /// <summary>One event, and some of what happens to those before it.</summary>
    public void Next()
    {
        var id = FactScript.Numbered("e", _events++);
        _unrouted.Enqueue(script.Event(id, Pick("s1", "s2", "s3"), Pick("t.a", "t.b", "t.c"), (ulong)_random.Next(1, 1000), $$"""{"n":{{_events}}}"""));
        while (_unrouted.Count > _random.Next(3))
            Route(_unrouted.Dequeue());
        for (var i = _random.Next(4); i > 0 && _deliveries.Count > 0; i--)
            Change();
        if (_random.Next(8) == 0)
            Configure();
    }

    private void Route(long seq)
    {
        var triggers = new[] { "t1", "t2", "t3" }.Where(_ => _random.Next(3) == 0).ToArray();
        var misses = new[] { "t1", "t2", "t3" }.Except(triggers).Where(_ => _random.Next(4) == 0).ToArray();
        script.Routed(seq, triggers, misses);
        _deliveries.AddRange(((Journal.EventRouted)script.Facts[^1].Fact).Deliveries);
    }

    private void Change()
    {
        var count = _random.Next(1, 3);
        var changed = new List<Delivery>();
        for (var i = 0; i < count; i++)
        {
            var delivery = _deliveries[_random.Next(_deliveries.Count)];
            var state = (DeliveryState)_random.Next(8);
            changed.Add(_random.Next(6) == 0
                ? FactScript.Delivery(delivery.EventId, delivery.EventSeq, delivery.TriggerId, state, _random.Next(1000), $"-r{script.LastSeq}-{i}")
                : delivery with { State = state, Attempt = delivery.Attempt + 1, UpdatedAt = script.LastSeq, LastError = state == DeliveryState.Dead ? "exit code 1" : null });
        }

        script.Changed([.. changed]);
    }

    private void Configure() => script.Configured(
        [FactScript.Source(Pick("s1", "s2", "s3"), (SourceState)_random.Next(3))],
        [FactScript.Trigger(Pick("t1", "t2", "t3"), Pick("s1", "*"), _random.Next(2) == 0)],
        _random.Next(2) == 0 ? [Pick("s1", "s2", "s3")] : [],
        _random.Next(2) == 0 ? [Pick("t1", "t2", "t3")] : []);

    private string Pick(params string[] words) => words[_random.Next(words.Length)];
}
