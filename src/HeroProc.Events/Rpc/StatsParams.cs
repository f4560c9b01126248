using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Rpc;

internal sealed record StatsParams;

/// <summary>How the extension stands.</summary>
internal sealed record StatsResult
{
    /// <summary>Events in the log.</summary>
    public required long Events { get; init; }

    /// <summary>Events by source.</summary>
    public required IReadOnlyDictionary<string, long> EventsBySource { get; init; }

    /// <summary>Matches by trigger.</summary>
    public required IReadOnlyDictionary<string, long> MatchesByTrigger { get; init; }

    /// <summary>Deliveries by state; every state is listed.</summary>
    public required IReadOnlyDictionary<DeliveryState, long> DeliveriesByState { get; init; }

    /// <summary>Deliveries by trigger and state.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<DeliveryState, long>> DeliveriesByTrigger { get; init; }

    /// <summary>Sources registered.</summary>
    public required int Sources { get; init; }

    /// <summary>Triggers registered.</summary>
    public required int Triggers { get; init; }

    public required JournalStatsDocument Journal { get; init; }

    /// <summary>Size of the index on disk.</summary>
    public required long DatabaseBytes { get; init; }

    /// <summary>Records of the journal the index did not hold yet when this was asked.</summary>
    public required long IndexLag { get; init; }

    /// <summary>Records of the journal that routing had not passed yet when this was asked.</summary>
    public required long RoutingLag { get; init; }

    /// <summary>The delivery of the oldest event that is not at its end; absent when all are.</summary>
    public OldestDelivery? OldestUnfinished { get; init; }
}

/// <summary>Sizes of the journal.</summary>
internal sealed record JournalStatsDocument(long Bytes, long Records, int Segments, long FirstSeq, long DurableSeq);

/// <summary>A delivery that is not at its end.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was made, Unix milliseconds.</param>
/// <param name="State">Where it stands.</param>
internal sealed record OldestDelivery(string Id, long CreatedAt, DeliveryState State);
