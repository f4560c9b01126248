namespace HeroProc.Events.Journal;

/// <summary>Keys of events that have left the journal before the time within which a repetition of them is told. In snapshots only.</summary>
public sealed record KeysRemembered : Fact
{
    /// <inheritdoc/>
    public override FactKind Kind => FactKind.KeysRemembered;

    /// <summary>Keys of events.</summary>
    public IReadOnlyList<RememberedEvent> Events { get; init; } = [];

    /// <summary>Business keys that triggers have taken.</summary>
    public IReadOnlyList<RememberedBusinessKey> BusinessKeys { get; init; } = [];
}

/// <summary>The key of an event.</summary>
/// <param name="Key">The 128-bit hash of scope and key, 32 hexadecimal digits.</param>
/// <param name="EventId">The event first seen under it.</param>
/// <param name="Content">What tells another content of the same id.</param>
/// <param name="At">When it was accepted, Unix milliseconds.</param>
public sealed record RememberedEvent(string Key, string EventId, ulong Content, long At);

/// <summary>A business key.</summary>
/// <param name="TriggerId">The trigger that took it.</param>
/// <param name="Key">The key.</param>
/// <param name="At">When, Unix milliseconds.</param>
public sealed record RememberedBusinessKey(string TriggerId, string Key, long At);
