using System.Text;
using HeroProc.Events.Deliveries;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Triggers;
using HeroProc.Journal;

namespace HeroProc.Events.Tests.Retention;

/// <summary>What was acknowledged, as plain as it can be, and the one write whose answer never came.</summary>
internal sealed class RetentionModel
{
    private readonly Dictionary<string, (int Kept, int Tried)> _triggers = [];
    private readonly List<Kept> _events = [];

    /// <summary>The first record of an event nobody has routed.</summary>
    public long PassedSeq => _events.Find(one => !one.Routed) is { } open ? open.Seq - 1 : long.MaxValue;

    public int Events => _events.Count;

    public int Unfinished => _events.Count(one => one.Routed && !one.Finished);

    public async Task SetTriggerAsync(RetentionRig rig, string id)
    {
        var version = _triggers.GetValueOrDefault(id).Tried + 1;
        var trigger = new EventTrigger { Id = id, Name = $"v{version}", EventSourceId = "s", Action = new TriggerAction { Kind = "job", Action = "a" } };
        var kept = _triggers.GetValueOrDefault(id).Kept;
        _triggers[id] = (kept, version);
        if (await rig.Log.AppendAsync(new ConfigurationChanged { TriggersSet = [trigger] }) is AppendResult.Appended)
        {
            _triggers[id] = (version, version);
        }
    }

    public async Task EmitAsync(RetentionRig rig, int number, int padding)
    {
        var payload = $$"""{"n":{{number}},"pad":"{{new string('x', padding)}}"}""";
        var newEvent = new NewEvent { Type = "t", Payload = Encoding.UTF8.GetBytes(payload), DedupeKey = $"k{number}" };
        if (await rig.Intake.AcceptAsync("s", newEvent) is IntakeResult.Accepted { Duplicate: false } accepted)
        {
            await rig.Feeder.CatchUpAsync(CancellationToken.None);
            var entry = await rig.Store.FindEventAsync(accepted.EventId, CancellationToken.None);
            _events.Add(new Kept(entry!.Seq, accepted.EventId, newEvent, (long)entry.ReceivedAt));
        }
    }

    public async Task RouteAsync(RetentionRig rig)
    {
        foreach (var one in _events.Where(one => !one.Routed))
        {
            var routed = new EventRouted { EventSeq = one.Seq, EventId = one.Id, MatchedTriggers = ["t"], Deliveries = [one.Delivery(DeliveryState.Pending)] };
            if (await rig.Log.AppendAsync(routed) is not AppendResult.Appended)
            {
                return;
            }

            one.Routed = true;
        }
    }

    public async Task FinishAsync(RetentionRig rig, Random random)
    {
        var open = _events.Where(one => one.Routed && !one.Finished).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var chosen = open[random.Next(open.Count)];
        chosen.FinishTried = true;
        chosen.Finished = await rig.Log.AppendAsync(new DeliveriesChanged { Deliveries = [chosen.Delivery(DeliveryState.Succeeded)] }) is AppendResult.Appended;
    }

    /// <summary>Holds what a new life built from the journal against what was acknowledged.</summary>
    public async Task CheckAsync(RetentionRig rig, long nowMs)
    {
        var stored = await rig.Store.LoadConfigurationAsync(CancellationToken.None);
        foreach (var (id, (kept, tried)) in _triggers)
        {
            var name = stored.Triggers.FirstOrDefault(trigger => trigger.Id == id)?.Name;
            Assert.That(name, Is.EqualTo(kept == 0 ? null : $"v{kept}").Or.EqualTo($"v{tried}"), $"trigger {id}");
            var version = name is null ? 0 : int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture);
            _triggers[id] = (version, version);
        }

        var first = rig.Log.Stats.FirstSeq;
        foreach (var one in _events)
        {
            var entry = await rig.Store.FindEventAsync(one.Id, CancellationToken.None);
            var delivery = await rig.Store.FindDeliveryAsync(one.DeliveryId, CancellationToken.None);
            if (one.Seq >= first)
            {
                Assert.That(entry, Is.Not.Null, $"event {one.Id} of record {one.Seq}, the journal begins at {first}");
            }

            if (one.Routed && !one.Finished)
            {
                Assert.That(delivery, Is.Not.Null.Or.Matches<Delivery?>(_ => one.FinishTried), $"unfinished delivery of record {one.Seq}");
                one.Finished = delivery is null or { IsFinished: true };
                Assert.That(one.Finished, Is.False.Or.EqualTo(one.FinishTried), "nothing ends by itself");
            }

            if (one.Routed && !one.Finished)
            {
                Assert.That(rig.Log.ReadEvent(one.Seq)?.Payload.ToArray(), Is.EqualTo(one.Event.Payload.ToArray()), $"payload of record {one.Seq}");
                Assert.That(entry?.Id, Is.EqualTo(one.Id));
                Assert.That(rig.Log.ReadEvent(entry!.Position)?.Id, Is.EqualTo(one.Id), "the index knows where it stands");
            }

            // A key lives between one and nine eighths windows.
            if (nowMs - one.ReceivedAt < TimeSpan.FromDays(RetentionRig.IntakeOptions.DuplicateWindowDays).TotalMilliseconds)
            {
                Assert.That(await rig.Intake.AcceptAsync("s", one.Event), Is.EqualTo(new IntakeResult.Accepted(one.Id, Duplicate: true)), $"repetition of record {one.Seq}");
            }
        }

        Assert.That(await rig.Store.LoadRoutedSeqAsync(CancellationToken.None), Is.GreaterThanOrEqualTo(_events.Where(one => one.Routed).Select(one => one.Seq).DefaultIfEmpty(0).Max()), "routing goes on where it was");
    }

    private sealed class Kept(long seq, string id, NewEvent newEvent, long receivedAt)
    {
        public long Seq => seq;

        public string Id => id;

        public NewEvent Event => newEvent;

        public long ReceivedAt => receivedAt;

        public bool Routed { get; set; }

        public bool Finished { get; set; }

        public bool FinishTried { get; set; }

        public string DeliveryId => "d-" + id;

        public Delivery Delivery(DeliveryState state) => new()
        {
            Id = DeliveryId,
            EventId = id,
            EventSeq = seq,
            TriggerId = "t",
            State = state,
            CreatedAt = receivedAt,
            UpdatedAt = receivedAt,
        };
    }
}
