using HeroProc.Events.Deliveries;
using HeroProc.Events.Registration;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// The lanes of all triggers and keys: who may start, who waits, who is left out. Pure: told the time, says what to do. Not
/// thread-safe: the engine holds its lock.
/// </summary>
internal sealed class FlowControl(TriggerDirectory triggers)
{
    private static readonly TriggerPolicy _noPolicy = new();

    private readonly Dictionary<LaneId, FlowLane> _lanes = [];
    private readonly PriorityQueue<LaneId, long> _due = new();
    private readonly HashSet<string> _superseded = new(StringComparer.Ordinal);

    /// <summary>When <see cref="Tick"/> has something to do next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue() => _due.TryPeek(out _, out var at) ? at : long.MaxValue;

    /// <summary>True while an attempt of it is under way.</summary>
    public bool IsRunning(Delivery delivery) => _lanes.TryGetValue(LaneId.Of(delivery), out var lane) && lane.IsRunning(delivery.Id);

    /// <summary>Its job is stopped to make room for a newer one.</summary>
    public void Supersede(Delivery delivery) => _superseded.Add(delivery.Id);

    /// <summary>True when its job was stopped to make room for a newer one.</summary>
    public bool WasSuperseded(Delivery delivery) => _superseded.Contains(delivery.Id);

    /// <summary>Takes a delivery in, new or of before a restart.</summary>
    public void Take(Delivery delivery, long now, List<FlowEffect> effects) => With(delivery, now, lane =>
    {
        switch (delivery.State)
        {
            case DeliveryState.Running:
                lane.Resume(delivery);
                break;
            case DeliveryState.Waiting:
                lane.Wait(delivery, delivery.NextAttemptAt ?? now, now, effects);
                break;
            default:
                lane.Offer(delivery, now, effects);
                break;
        }
    });

    /// <summary>A failed attempt waits for its next one.</summary>
    public void Wait(Delivery delivery, long at, long now, List<FlowEffect> effects) => With(delivery, now, lane => lane.Wait(delivery, at, now, effects));

    /// <summary>A start was refused for now.</summary>
    public void NotNow(Delivery delivery, long until) => With(delivery, 0, lane => lane.NotNow(delivery, until));

    /// <summary>It is at its end, or a person took it out.</summary>
    public void Remove(Delivery delivery, long now, List<FlowEffect> effects)
    {
        _superseded.Remove(delivery.Id);
        With(delivery, now, lane => lane.Remove(delivery.Id, now, effects));
    }

    /// <summary>A person wants it run: a released one goes the usual way, a retried one straight to the queue.</summary>
    public void Force(Delivery delivery, DeliveryCommand command, long now, List<FlowEffect> effects) => With(delivery, now, lane =>
    {
        if (command == DeliveryCommand.Release)
        {
            lane.Offer(delivery, now, effects);
        }
        else
        {
            lane.Force(delivery, now, effects);
        }
    });

    /// <summary>Does what has become due.</summary>
    public void Tick(long now, List<FlowEffect> effects)
    {
        while (_due.TryPeek(out var id, out var at) && at <= now)
        {
            _due.Dequeue();
            if (_lanes.TryGetValue(id, out var lane))
            {
                lane.Tick(now, effects);
                Settle(id, lane, now);
            }
        }
    }

    /// <summary>The catalog changed: lanes of removed triggers give up what has not started, those of changed ones take the new policy.</summary>
    public IReadOnlyList<(string TriggerId, IReadOnlyList<Delivery> Taken)> Adopt(CatalogState before, CatalogState now, long at, List<FlowEffect> effects)
    {
        List<(string, IReadOnlyList<Delivery>)> removed = [];
        foreach (var (id, lane) in _lanes.ToList())
        {
            if (!now.Triggers.TryGetValue(id.TriggerId, out var trigger))
            {
                removed.Add((id.TriggerId, lane.TakeUnstarted()));
            }
            else if (!before.Triggers.TryGetValue(id.TriggerId, out var old) || !Equals(old.Policy, trigger.Policy))
            {
                var fresh = new FlowLane(trigger.Policy ?? _noPolicy);
                foreach (var running in lane.Running)
                {
                    fresh.Resume(running);
                }

                _lanes[id] = fresh;
                foreach (var waiting in lane.TakeUnstarted())
                {
                    Take(waiting, at, effects);
                }

                Settle(id, fresh, at);
            }
        }

        return removed;
    }

    private void With(Delivery delivery, long now, Action<FlowLane> change)
    {
        var id = LaneId.Of(delivery);
        if (!_lanes.TryGetValue(id, out var lane))
        {
            lane = new FlowLane(triggers.Find(delivery.TriggerId)?.Policy ?? _noPolicy);
            _lanes.Add(id, lane);
        }

        change(lane);
        Settle(id, lane, now);
    }

    private void Settle(LaneId id, FlowLane lane, long now)
    {
        if (lane.IsIdle(now))
        {
            _lanes.Remove(id);
            return;
        }

        // An entry that is too early costs one look; one that is missing would lose a wake-up.
        var due = lane.NextDue();
        if (due != long.MaxValue && due != lane.ScheduledFor)
        {
            lane.ScheduledFor = due;
            _due.Enqueue(id, due);
        }
    }

    private readonly record struct LaneId(string TriggerId, string? Key)
    {
        public static LaneId Of(Delivery delivery) => new(delivery.TriggerId, delivery.Key);
    }
}
