using HeroProc.Events.Triggers;

namespace HeroProc.Events.Dispatch;

/// <summary>Counts what a lane let in during the last period. Not thread-safe.</summary>
internal sealed class LaneThrottle(Throttle? throttle)
{
    private readonly Queue<long> _admitted = new();
    private long _last;

    /// <summary>True when nothing is remembered.</summary>
    public bool IsEmpty => _admitted.Count == 0;

    /// <summary>When everything may be forgotten.</summary>
    public long ForgottenAt => throttle is null ? long.MaxValue : _last + throttle.PeriodMs;

    /// <summary>True when one more would be too many.</summary>
    public bool IsFull(long now)
    {
        Forget(now);
        return throttle is not null && _admitted.Count >= throttle.Count;
    }

    /// <summary>Counts one.</summary>
    public void Count(long at)
    {
        if (throttle is not null)
        {
            _last = Math.Max(_last, at);
            _admitted.Enqueue(at);
        }
    }

    /// <summary>Forgets what lies before the period.</summary>
    public void Forget(long now)
    {
        while (throttle is not null && _admitted.TryPeek(out var at) && at <= now - throttle.PeriodMs)
        {
            _admitted.Dequeue();
        }
    }

    /// <summary>Goes on with what another one counted.</summary>
    public void TakeOver(LaneThrottle other)
    {
        foreach (var at in other._admitted)
        {
            Count(at);
        }
    }
}
