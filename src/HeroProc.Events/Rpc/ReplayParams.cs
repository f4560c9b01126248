using HeroProc.Events.Deliveries;
using HeroProc.Events.Store;

namespace HeroProc.Events.Rpc;

internal sealed record ReplayParams(string? EventId = null, EventFilterParams? Filter = null, string? TriggerId = null, string? Cursor = null);

/// <summary>Which events, as <c>event.list</c> has it.</summary>
internal sealed record EventFilterParams
{
    public string? SourceId { get; init; }

    public string? Type { get; init; }

    public ulong? Since { get; init; }

    public ulong? Until { get; init; }

    public bool? Matched { get; init; }

    public DeliveryState? DeliveryState { get; init; }

    public string? NearMissOf { get; init; }

    public string? Text { get; init; }

    /// <summary>The text to look for, or null for none.</summary>
    internal string? SearchedText => string.IsNullOrEmpty(Text) ? null : Text;

    /// <summary>What the index is asked; the text is looked for in what it finds.</summary>
    internal EventFilter ToFilter() => new()
    {
        SourceId = SourceId,
        Type = Type,
        Since = Since,
        Until = Until,
        Matched = Matched,
        DeliveryState = DeliveryState,
        NearMissOf = NearMissOf,
    };
}

/// <summary>What a replay did.</summary>
/// <param name="Replayed">Events of which at least one delivery was made.</param>
/// <param name="DeliveryIds">The deliveries made, oldest event first.</param>
/// <param name="Unreadable">Events passed over because their record is damaged; absent when there are none.</param>
/// <param name="NextCursor">Where to go on when more events match than one call takes.</param>
internal sealed record ReplayResult(int Replayed, IReadOnlyList<string> DeliveryIds, int? Unreadable, string? NextCursor);
