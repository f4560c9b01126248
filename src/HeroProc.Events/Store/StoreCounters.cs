using HeroProc.Events.Deliveries;

namespace HeroProc.Events.Store;

/// <summary>Numbers kept while facts are applied.</summary>
public sealed record StoreCounters
{
    /// <summary>Events in the log.</summary>
    public long Events { get; init; }

    /// <summary>Events by source.</summary>
    public IReadOnlyDictionary<string, long> EventsBySource { get; init; } = new Dictionary<string, long>();

    /// <summary>Matches by trigger, over all time the log holds.</summary>
    public IReadOnlyDictionary<string, long> MatchesByTrigger { get; init; } = new Dictionary<string, long>();

    /// <summary>Deliveries by state.</summary>
    public IReadOnlyDictionary<DeliveryState, long> DeliveriesByState { get; init; } = new Dictionary<DeliveryState, long>();

    /// <summary>Deliveries by trigger and state.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<DeliveryState, long>> DeliveriesByTrigger { get; init; } = new Dictionary<string, IReadOnlyDictionary<DeliveryState, long>>();

    /// <summary>Size of the index on disk, in bytes.</summary>
    public long Bytes { get; init; }
}
