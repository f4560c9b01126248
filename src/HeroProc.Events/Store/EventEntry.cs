using HeroProc.Journal;

namespace HeroProc.Events.Store;

/// <summary>What the index knows of an event; the rest of it, payload included, stands in the journal at <see cref="Position"/>.</summary>
public sealed record EventEntry
{
    /// <summary>Its sequence number: the order in which events were acknowledged.</summary>
    public required long Seq { get; init; }

    /// <summary>Where its record stands.</summary>
    public required JournalPosition Position { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its source.</summary>
    public required string SourceId { get; init; }

    /// <summary>Its type.</summary>
    public required string Type { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required ulong ReceivedAt { get; init; }

    /// <summary>Its dedupe key within its source, or null.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>What tells whether another event of the same id has the same content.</summary>
    public required string ContentHash { get; init; }

    /// <summary>True once it was offered to all triggers.</summary>
    public bool Routed { get; init; }

    /// <summary>The triggers that matched.</summary>
    public IReadOnlyList<string> MatchedTriggers { get; init; } = [];

    /// <summary>The triggers of which exactly one clause was false.</summary>
    public IReadOnlyList<string> NearMisses { get; init; } = [];
}
