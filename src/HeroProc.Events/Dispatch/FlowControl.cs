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
    private readonly Dictionary<LaneId, FlowLane> _lanes = [];
    private readonly SortedSet<WakeUp> _due = [];
    private readonly HashSet<string> _superseded = new(StringComparer.Ordinal);

    /// <summary>Lanes in memory: one for each trigger and key with something to do or to remember.</summary>
    public int Lanes => _lanes.Count;

    /// <summary>When <see cref="Tick"/> has something to do next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue() => _due.Count > 0 ? _due.Min.At : long.MaxValue;

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

    /// <summary>Counts a start of before a restart against its trigger's throttle.</summary>
    public void Recall(Delivery delivery, long now) => With(delivery, now, lane => lane.Recall(delivery.CreatedAt));

    /// <summary>A failed attempt waits for its next one.</summary>
    public void Wait(Delivery delivery, long at, long now, List<FlowEffect> effects) => With(delivery, now, lane => lane.Wait(delivery, at, now, effects));

    /// <summary>A start was refused for now.</summary>
    public void NotNow(Delivery delivery, long until) => With(delivery, 0, lane => lane.NotNow(delivery, until));

    /// <summary>It is at its end, or a person took it out.</summary>
    public void Remove(Delivery delivery, long now, List<FlowEffect> effects)
    {
        _superseded.Remove(delivery.Id);
        With(delivery, now, lane => lane.Remove(delivery, now, effects));
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
        while (_due.Count > 0 && _due.Min.At <= now)
        {
            var id = _due.Min.Lane;
            var lane = _lanes[id];
            lane.Tick(now, effects);
            Settle(id, lane, now);
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
                Settle(id, lane, at);
            }
            else if (!before.Triggers.TryGetValue(id.TriggerId, out var old) || !Equals(old.Policy, trigger.Policy))
            {
                var fresh = lane.Under(trigger.Policy ?? CompiledTrigger.DefaultPolicy, at, effects);
                fresh.ScheduledFor = lane.ScheduledFor;
                _lanes[id] = fresh;
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
            lane = new FlowLane(triggers.PolicyOf(delivery.TriggerId) ?? CompiledTrigger.DefaultPolicy);
            _lanes.Add(id, lane);
        }

        change(lane);
        Settle(id, lane, now);
    }

    private void Settle(LaneId id, FlowLane lane, long now)
    {
        var idle = lane.IsIdle(now);
        var due = idle ? long.MaxValue : lane.NextDue();
        if (due != lane.ScheduledFor)
        {
            // One wake-up a lane, the right one: forgotten ones would pile up for as long as they lie ahead.
            if (lane.ScheduledFor != long.MaxValue)
            {
                _due.Remove(new WakeUp(lane.ScheduledFor, id));
            }

            if (due != long.MaxValue)
            {
                _due.Add(new WakeUp(due, id));
            }

            lane.ScheduledFor = due;
        }

        if (idle)
        {
            _lanes.Remove(id);
        }
    }

    private readonly record struct WakeUp(long At, LaneId Lane) : IComparable<WakeUp>
    {
        public int CompareTo(WakeUp other)
        {
            var order = At.CompareTo(other.At);
            order = order != 0 ? order : string.CompareOrdinal(Lane.TriggerId, other.Lane.TriggerId);
            return order != 0 ? order : string.CompareOrdinal(Lane.Key, other.Lane.Key);
        }
    }

    private readonly record struct LaneId(string TriggerId, string? Key)
    {
        public static LaneId Of(Delivery delivery) => new(delivery.TriggerId, delivery.Key);
    }
}
