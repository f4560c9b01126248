using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Dispatch;

/// <summary>
/// Deliveries that may run as soon as there is room, oldest event first, and among them those that expire, oldest first. Every
/// step costs the logarithm of the length. Not thread-safe.
/// </summary>
/// <param name="lifetimeMs">How long after it was made a delivery may wait for its first start; null is for ever.</param>
internal sealed class LaneQueue(long? lifetimeMs)
{
    private static readonly Comparer<Delivery> _byAge = Comparer<Delivery>.Create(static (a, b) =>
        a.CreatedAt != b.CreatedAt ? a.CreatedAt.CompareTo(b.CreatedAt) : Compare(a, b));

    private readonly SortedSet<Delivery> _all = new(InOrder);
    private readonly SortedSet<Delivery> _expiring = new(_byAge);

    /// <summary>The order of events.</summary>
    public static Comparer<Delivery> InOrder { get; } = Comparer<Delivery>.Create(Compare);

    public int Count => _all.Count;

    /// <summary>All of them, oldest event first.</summary>
    public IReadOnlyCollection<Delivery> All => _all;

    /// <summary>The one of the oldest event, or null.</summary>
    public Delivery? First => _all.Min;

    /// <summary>When the next one expires; <see cref="long.MaxValue"/> for never.</summary>
    public long NextExpiry => _expiring.Min is { } oldest ? oldest.CreatedAt + lifetimeMs!.Value : long.MaxValue;

    /// <summary>True when it is too late to begin it. A retry of one that began in time is not late, nor is one a person wants.</summary>
    public bool IsExpired(Delivery delivery, long now) =>
        lifetimeMs is { } lifetime && MayExpire(delivery) && delivery.CreatedAt + lifetime <= now;

    public void Add(Delivery delivery)
    {
        _all.Add(delivery);
        if (lifetimeMs is not null && MayExpire(delivery))
        {
            _expiring.Add(delivery);
        }
    }

    public bool Remove(Delivery delivery)
    {
        _expiring.Remove(delivery);
        return _all.Remove(delivery);
    }

    /// <summary>Takes out the next one that has expired, or gives null.</summary>
    public Delivery? TakeExpired(long now)
    {
        if (_expiring.Min is not { } oldest || !IsExpired(oldest, now))
        {
            return null;
        }

        Remove(oldest);
        return oldest;
    }

    public void Clear()
    {
        _all.Clear();
        _expiring.Clear();
    }

    private static int Compare(Delivery a, Delivery b) =>
        a.EventSeq != b.EventSeq ? a.EventSeq.CompareTo(b.EventSeq) : string.CompareOrdinal(a.Id, b.Id);

    private static bool MayExpire(Delivery delivery) => delivery is { Attempt: 0, Forced: false };
}
