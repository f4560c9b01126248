using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Store;

/// <summary>Which events a page of the log shows. Members that are null do not restrict.</summary>
public sealed record EventFilter
{
    /// <summary>Only of this source.</summary>
    public string? SourceId { get; init; }

    /// <summary>Only of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only received at or after, Unix milliseconds.</summary>
    public ulong? Since { get; init; }

    /// <summary>Only received before, Unix milliseconds.</summary>
    public ulong? Until { get; init; }

    /// <summary>Only those that matched a trigger (true) or none (false).</summary>
    public bool? Matched { get; init; }

    /// <summary>Only those with a delivery in this state.</summary>
    public DeliveryState? DeliveryState { get; init; }

    /// <summary>Only those this trigger missed by one clause.</summary>
    public string? NearMissOf { get; init; }

    /// <summary>Only those before this sequence number: where the page before ended.</summary>
    public long? BeforeSeq { get; init; }

    /// <summary>The most entries in the page; 1 to 1000.</summary>
    public int Limit { get; init; } = 50;
}
