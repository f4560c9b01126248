namespace HeroProc.Events.Deliveries;

/// <summary>Why a delivery was skipped or discarded, in the words of the contract.</summary>
internal static class DeliveryReason
{
    public const string Overlap = "overlap";
    public const string Debounced = "debounced";
    public const string Batched = "batched";
    public const string Throttled = "throttled";
    public const string DuplicateKey = "duplicate_key";
    public const string Expired = "expired";
    public const string Loop = "loop";
    public const string TriggerRemoved = "trigger_removed";
    public const string ByPerson = "by_person";
}
