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
    private static readonly Comparer<Delivery> InOrder = Comparer<Delivery>.Create(static (a, b) =>
        a.EventSeq != b.EventSeq ? a.EventSeq.CompareTo(b.EventSeq) : string.CompareOrdinal(a.Id, b.Id));

    private readonly SortedSet<Delivery> _queue = new(InOrder);
    private readonly Dictionary<string, Delivery> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Delivery Delivery, long At)> _waiting = new(StringComparer.Ordinal);
    private readonly SortedSet<Delivery> _gathering = new(InOrder);
    private readonly Queue<long> _admitted = new();
    private long _gatheredAt = long.MaxValue;
    private long _pausedUntil;
    private long _retryAt = long.MaxValue;

    /// <summary>The wake-up already asked for; <see cref="FlowControl"/> keeps it.</summary>
    public long ScheduledFor { get; set; } = long.MaxValue;

    /// <summary>True while an attempt of it is under way.</summary>
    public bool IsRunning(string deliveryId) => _running.ContainsKey(deliveryId);

    /// <summary>True when nothing is left to do or to remember.</summary>
    public bool IsIdle(long now) =>
        _queue.Count == 0 && _running.Count == 0 && _waiting.Count == 0 && _gathering.Count == 0 && AdmittedSince(now) == 0;

    /// <summary>When <see cref="Tick"/> has something to do next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue()
    {
        var due = Math.Min(_gatheredAt, _retryAt);
        if (_queue.Count > 0)
        {
            if (_pausedUntil > 0)
            {
                due = Math.Min(due, _pausedUntil);
            }

            if (policy.ExpiresAfterMs is { } lifetime)
            {
                due = Math.Min(due, _queue.Min!.CreatedAt + lifetime);
            }
        }

        // A lane that only remembers its throttle is looked at once more, to be forgotten.
        return due == long.MaxValue && _running.Count == 0 && policy.Throttle is { } throttle && _admitted.Count > 0
            ? _admitted.Last() + throttle.PeriodMs
            : due;
    }

    /// <summary>A match asks to be run: new, released, retried by a person, or pending since before a restart.</summary>
    public void Offer(Delivery delivery, long now, List<FlowEffect> effects)
    {
        if (IsExpired(delivery, now))
        {
            effects.Add(new FlowEffect.Skip(delivery, DeliveryReason.Expired));
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
            _gathering.Add(delivery);
            _gatheredAt = Math.Min(_gatheredAt, now + batch.WindowMs);
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
    public void Recall(long admittedAt) => _admitted.Enqueue(admittedAt);

    /// <summary>A delivery is at its end, or a person took it out.</summary>
    public void Remove(string deliveryId, long now, List<FlowEffect> effects)
    {
        if (!_running.Remove(deliveryId) && !_waiting.Remove(deliveryId))
        {
            _queue.RemoveWhere(delivery => delivery.Id == deliveryId);
            _gathering.RemoveWhere(delivery => delivery.Id == deliveryId);
        }

        Pump(now, effects);
    }

    /// <summary>A person wants it run: no debounce, batch or throttle stands before it, only the limit on what runs at once.</summary>
    public void Force(Delivery delivery, long now, List<FlowEffect> effects)
    {
        _waiting.Remove(delivery.Id);
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
        ScheduledFor = long.MaxValue;
        if (_gatheredAt <= now)
        {
            AdmitGathered(now, effects);
        }

        // Expired ones leave also when nothing may start.
        while (_queue.Min is { } oldest && IsExpired(oldest, now))
        {
            _queue.Remove(oldest);
            effects.Add(new FlowEffect.Skip(oldest, DeliveryReason.Expired));
        }

        Pump(now, effects);
    }

    /// <summary>Empties the lane of everything that does not run, for a new policy or because the trigger is gone.</summary>
    public IReadOnlyList<Delivery> TakeUnstarted()
    {
        List<Delivery> all = [.. _queue, .. _gathering, .. _waiting.Values.Select(static waiting => waiting.Delivery)];
        _queue.Clear();
        _gathering.Clear();
        _waiting.Clear();
        _retryAt = long.MaxValue;
        _gatheredAt = long.MaxValue;
        return all;
    }

    /// <summary>Those that run.</summary>
    public IReadOnlyCollection<Delivery> Running => _running.Values;

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
        foreach (var other in others)
        {
            effects.Add(new FlowEffect.Skip(other, DeliveryReason.Batched, leader.Id));
        }

        Admit(others.Count == 0 ? leader : leader with { Carries = [.. others.Select(static other => other.EventSeq)] }, now, effects);
    }

    private void Admit(Delivery delivery, long now, List<FlowEffect> effects)
    {
        if (policy.Throttle is { } throttle && AdmittedSince(now) >= throttle.Count)
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
                    foreach (var other in _queue)
                    {
                        effects.Add(new FlowEffect.Skip(other, DeliveryReason.Overlap));
                    }

                    _queue.Clear();
                    effects.AddRange(_running.Values.Select(static other => new FlowEffect.Cancel(other)));
                    break;
                default:
                    break;
            }
        }

        if (policy.Throttle is not null)
        {
            _admitted.Enqueue(now);
        }

        _queue.Add(delivery);
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
        while (Occupied < Limit && _queue.Min is { } next)
        {
            _queue.Remove(next);
            if (IsExpired(next, now))
            {
                effects.Add(new FlowEffect.Skip(next, DeliveryReason.Expired));
                continue;
            }

            _running[next.Id] = next;
            effects.Add(new FlowEffect.Start(next));
        }
    }

    private int AdmittedSince(long now)
    {
        while (policy.Throttle is { } throttle && _admitted.TryPeek(out var at) && at <= now - throttle.PeriodMs)
        {
            _admitted.Dequeue();
        }

        return policy.Throttle is null ? 0 : _admitted.Count;
    }

    // Only the first start is bounded; a retry of one that started in time is not late.
    private bool IsExpired(Delivery delivery, long now) =>
        policy.ExpiresAfterMs is { } lifetime && delivery.Attempt == 0 && delivery.CreatedAt + lifetime <= now;
}
