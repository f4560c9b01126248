namespace HeroProc.Events.LiteDb;

/// <summary>What the index says of itself: one document, written with every batch.</summary>
internal sealed record IndexMeta
{
    /// <summary>Raised when the form of documents or keys changes; an index of another form is built again.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The form of documents and keys.</summary>
    public required int Format { get; init; }

    /// <summary>The journal it belongs to.</summary>
    public required string JournalId { get; init; }

    /// <summary>The last record applied.</summary>
    public long AppliedSeq { get; init; }

    /// <summary>The last event that was routed.</summary>
    public long RoutedSeq { get; init; }

    /// <summary>Events in the index.</summary>
    public long Events { get; init; }

    /// <summary>Deliveries in the index, by the number of their state.</summary>
    public long[] Deliveries { get; init; } = [];
}
