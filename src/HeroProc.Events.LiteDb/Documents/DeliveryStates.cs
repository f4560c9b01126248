using HeroProc.Events.Deliveries;

namespace HeroProc.Events.LiteDb;

/// <summary>States as numbers, for keys and counters.</summary>
internal static class DeliveryStates
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<DeliveryState> All = Enum.GetValues<DeliveryState>();

    /// <summary>How many there are.</summary>
    public static readonly int Count = All.Count;
}
