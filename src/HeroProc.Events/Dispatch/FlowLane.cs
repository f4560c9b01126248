using HeroProc.Events.Deliveries;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// The deliveries of one trigger and one key that are not at their end, and the policy that says which may run. Pure: it is
/// told the time and says what to do. Not thread-safe.
/// </summary>
internal sealed class FlowLane(TriggerPolicy policy)
{
    private readonly LaneQueue _queue = new(policy.ExpiresAfterMs);
    private readonly LaneThrottle _throttle = new(policy.Throttle);
    private readonly Dictionary<string, Delivery> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Delivery Delivery, long At)> _waiting = new(StringComparer.Ordinal);
    private readonly SortedSet<Delivery> _gathering = new(LaneQueue.InOrder);
    private long _gatheredAt = long.MaxValue;
    private long _pausedUntil;
    private long _retryAt = long.MaxValue;

    /// <summary>The wake-up already asked for; <see cref="FlowControl"/> keeps it.</summary>
    public long ScheduledFor { get; set; } = long.MaxValue;

    /// <summary>True while an attempt of it is under way.</summary>
    public bool IsRunning(string deliveryId) => _running.ContainsKey(deliveryId);

    /// <summary>True when nothing is left to do or to remember.</summary>
    public bool IsIdle(long now)
    {
        _throttle.Forget(now);
        return _queue.Count == 0 && _running.Count == 0 && _waiting.Count == 0 && _gathering.Count == 0 && _throttle.IsEmpty;
    }

    /// <summary>When <see cref="Tick"/> has something to do next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue()
    {
        var due = Math.Min(Math.Min(_gatheredAt, _retryAt), _queue.NextExpiry);
        if (_queue.Count > 0 && _pausedUntil > 0)
        {
            due = Math.Min(due, _pausedUntil);
        }

        // A lane that only remembers its throttle is looked at once more, to be forgotten.
        return due == long.MaxValue && _running.Count == 0 && !_throttle.IsEmpty ? _throttle.ForgottenAt : due;
    }

    /// <summary>A match asks to be run: new, released, or pending since before a restart.</summary>
    public void Offer(Delivery delivery, long now, List<FlowEffect> effects)
    {
        if (_queue.IsExpired(delivery, now))
        {
            effects.Add(new FlowEffect.Skip(delivery, DeliveryReason.Expired));
        }
        else if (delivery.Forced)
        {
            _queue.Add(delivery);
        }
        else if (delivery.Carries is not null)
        {
            // It led a batch before a restart; gathered again it would forget for whom.
            Admit(delivery, now, effects);
        }
        else if (policy.DebounceMs is { } quiet)
        {
            foreach (var earlier in _gathering)
            {
                effects.Add(new FlowEffect.Skip(earlier, DeliveryReason.Debounced, delivery.Id));
            }

            _gathering.Clear();
            _gathering.Add(delivery);
            _gatheredAt = now + quiet;
        }
        else if (policy.Batch is { } batch)
        {
            _gatheredAt = _gathering.Count == 0 ? now + batch.WindowMs : _gatheredAt;
            _gathering.Add(delivery);
            if (_gathering.Count >= batch.Max)
            {
                AdmitGathered(now, effects);
            }
        }
        else
        {
            Admit(delivery, now, effects);
        }

        Pump(now, effects);
    }

    /// <summary>Takes up, after a restart, a delivery that was running: it is asked after, or begun again under its old key.</summary>
    public void Resume(Delivery delivery) => _running[delivery.Id] = delivery;

    /// <summary>Takes up, after a restart or a failed attempt, a delivery that waits for its next attempt.</summary>
    public void Wait(Delivery delivery, long at, long now, List<FlowEffect> effects)
    {
        _running.Remove(delivery.Id);
        _waiting[delivery.Id] = (delivery, at);
        _retryAt = Math.Min(_retryAt, at);
        Pump(now, effects);
    }

    /// <summary>Counts a start of before a restart against the throttle.</summary>
    public void Recall(long admittedAt) => _throttle.Count(admittedAt);

    /// <summary>A delivery is at its end, or a person took it out.</summary>
    public void Remove(Delivery delivery, long now, List<FlowEffect> effects)
    {
        if (!_running.Remove(delivery.Id) && !_waiting.Remove(delivery.Id) && !_queue.Remove(delivery))
        {
            _gathering.Remove(delivery);
            _gatheredAt = _gathering.Count == 0 ? long.MaxValue : _gatheredAt;
        }

        Pump(now, effects);
    }

    /// <summary>A person wants it run: no debounce, batch or throttle stands before it, only the limit on what runs at once.</summary>
    public void Force(Delivery delivery, long now, List<FlowEffect> effects)
    {
        _waiting.Remove(delivery.Id);
        _queue.Remove(delivery);
        _queue.Add(delivery);
        Pump(now, effects);
    }

    /// <summary>A start was refused for now: it goes back to its place, and the lane rests.</summary>
    public void NotNow(Delivery delivery, long until)
    {
        _running.Remove(delivery.Id);
        _queue.Add(delivery);
        _pausedUntil = until;
    }

    /// <summary>Does what has become due.</summary>
    public void Tick(long now, List<FlowEffect> effects)
    {
        if (_gatheredAt <= now)
        {
            AdmitGathered(now, effects);
        }

        // Expired ones leave also when nothing may start.
        while (_queue.TakeExpired(now) is { } late)
        {
            effects.Add(new FlowEffect.Skip(late, DeliveryReason.Expired));
        }

        Pump(now, effects);
    }

    /// <summary>Empties the lane of everything that does not run, because the trigger is gone.</summary>
    public IReadOnlyList<Delivery> TakeUnstarted()
    {
        List<Delivery> all = [.. _queue.All, .. _gathering, .. _waiting.Values.Select(static waiting => waiting.Delivery)];
        _queue.Clear();
        _gathering.Clear();
        _waiting.Clear();
        _retryAt = long.MaxValue;
        _gatheredAt = long.MaxValue;
        return all;
    }

    /// <summary>
    /// This lane under a new policy. What was let in stays in, so that a change loses nothing; what was still being gathered is
    /// offered anew.
    /// </summary>
    public FlowLane Under(TriggerPolicy newPolicy, long now, List<FlowEffect> effects)
    {
        var fresh = new FlowLane(newPolicy) { _pausedUntil = _pausedUntil, _retryAt = _retryAt };
        fresh._throttle.TakeOver(_throttle);
        foreach (var (id, delivery) in _running)
        {
            fresh._running.Add(id, delivery);
        }

        foreach (var (id, waiting) in _waiting)
        {
            fresh._waiting.Add(id, waiting);
        }

        foreach (var delivery in _queue.All)
        {
            fresh._queue.Add(delivery);
        }

        foreach (var delivery in _gathering)
        {
            fresh.Offer(delivery, now, effects);
        }

        fresh.Tick(now, effects);
        return fresh;
    }

    private int Limit => policy switch
    {
        { Ordered: true } => 1,
        { Overlap: Overlap.AllowAll } => int.MaxValue,
        { MaxConcurrent: { } most } => most,
        { Overlap: Overlap.BufferAll } => int.MaxValue,
        _ => 1,
    };

    // An ordered trigger must not overtake a delivery that waits for its next attempt.
    private int Occupied => _running.Count + (policy.Ordered ? _waiting.Count : 0);

    private void AdmitGathered(long now, List<FlowEffect> effects)
    {
        _gatheredAt = long.MaxValue;
        if (_gathering.Max is not { } leader)
        {
            return;
        }

        var others = _gathering.Where(delivery => delivery.Id != leader.Id).ToList();
        _gathering.Clear();
        if (others.Count > 0)
        {
            leader = leader with { Carries = [.. others.Select(static other => other.EventSeq)] };
            effects.Add(new FlowEffect.Lead(leader));
            effects.AddRange(others.Select(other => new FlowEffect.Skip(other, DeliveryReason.Batched, leader.Id)));
        }

        Admit(leader, now, effects);
    }

    private void Admit(Delivery delivery, long now, List<FlowEffect> effects)
    {
        if (_throttle.IsFull(now))
        {
            effects.Add(new FlowEffect.Skip(delivery, DeliveryReason.Throttled));
            return;
        }

        if (Occupied + _queue.Count >= Limit)
        {
            switch (policy.Overlap)
            {
                case Overlap.Skip:
                case Overlap.BufferOne when _queue.Count > 0:
                    effects.Add(new FlowEffect.Skip(delivery, DeliveryReason.Overlap));
                    return;
                case Overlap.CancelOther:
                    effects.AddRange(TakeQueued().Select(static other => new FlowEffect.Skip(other, DeliveryReason.Overlap)));
                    effects.AddRange(_running.Values.Select(static other => new FlowEffect.Cancel(other)));
                    break;
                default:
                    break;
            }
        }

        _throttle.Count(now);
        _queue.Add(delivery);
    }

    // Also those that wait for another attempt: an older one must not come back after the newer one.
    private List<Delivery> TakeQueued()
    {
        List<Delivery> all = [.. _queue.All, .. _waiting.Values.Select(static waiting => waiting.Delivery)];
        _queue.Clear();
        _waiting.Clear();
        _retryAt = long.MaxValue;
        return all;
    }

    private void Pump(long now, List<FlowEffect> effects)
    {
        if (_retryAt <= now)
        {
            foreach (var (delivery, _) in _waiting.Values.Where(waiting => waiting.At <= now).ToList())
            {
                _waiting.Remove(delivery.Id);
                _queue.Add(delivery);
            }

            _retryAt = _waiting.Count == 0 ? long.MaxValue : _waiting.Values.Min(static waiting => waiting.At);
        }

        if (_pausedUntil > now)
        {
            return;
        }

        _pausedUntil = 0;
        while (Occupied < Limit && _queue.First is { } next)
        {
            _queue.Remove(next);
            if (_queue.IsExpired(next, now))
            {
                effects.Add(new FlowEffect.Skip(next, DeliveryReason.Expired));
                continue;
            }

            _running[next.Id] = next;
            effects.Add(new FlowEffect.Start(next));
        }
    }
}
