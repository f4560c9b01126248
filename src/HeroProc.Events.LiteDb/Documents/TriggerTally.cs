using System.Text.Json.Serialization;

namespace HeroProc.Events.LiteDb;

/// <summary>The numbers of a trigger.</summary>
internal sealed record TriggerTally
{
    /// <summary>The trigger.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Events that matched it.</summary>
    public long Matches { get; set; }

    /// <summary>Its deliveries, by the number of their state.</summary>
    public long[] Deliveries { get; init; } = new long[DeliveryStates.Count];

    /// <summary>True when there is nothing left to count.</summary>
    [JsonIgnore]
    public bool IsEmpty => Matches == 0 && Deliveries.All(count => count == 0);
}
