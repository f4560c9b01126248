using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Store;

/// <summary>Which deliveries a page shows. Members that are null do not restrict.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Only in one of these states.</summary>
    public IReadOnlyList<DeliveryState>? States { get; init; }

    /// <summary>Only of this trigger.</summary>
    public string? TriggerId { get; init; }

    /// <summary>Only of this event.</summary>
    public string? EventId { get; init; }

    /// <summary>Only made at or after, Unix milliseconds.</summary>
    public long? Since { get; init; }

    /// <summary>Only made before, Unix milliseconds.</summary>
    public long? Until { get; init; }

    /// <summary>True for oldest first; default newest first. The order is that of <c>(EventSeq, Id)</c>.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Only after this one in the order: where the page before ended.</summary>
    public DeliveryCursor? After { get; init; }

    /// <summary>The most in the page; 1 to 1000.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A place in the order of deliveries.</summary>
/// <param name="EventSeq">The event's sequence number.</param>
/// <param name="DeliveryId">The delivery.</param>
public sealed record DeliveryCursor(long EventSeq, string DeliveryId);
