using HeroProc.Events.Intake;
using HeroProc.Journal;

namespace HeroProc.Events.Journal;

/// <summary>
/// An event whose own record is about to leave the journal while a delivery of it is unfinished: the same event again, nearer
/// the end. It is no new event and is not offered to triggers again.
/// </summary>
public sealed record EventCarried : Fact
{
    /// <inheritdoc/>
    public override FactKind Kind => FactKind.EventCarried;

    /// <summary>The sequence number the event was accepted with, which stays its place in every order.</summary>
    public required long EventSeq { get; init; }

    /// <summary>The event; in a snapshot without its payload.</summary>
    public required EventRecord Event { get; init; }

    /// <summary>The hash of its content, which cannot be made again without the payload.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The triggers that matched.</summary>
    public IReadOnlyList<string> MatchedTriggers { get; init; } = [];

    /// <summary>The triggers of which exactly one clause was false.</summary>
    public IReadOnlyList<string> NearMisses { get; init; } = [];

    /// <summary>In a snapshot: where the record with the payload stands. Null when this is that record.</summary>
    public JournalPosition? Position { get; init; }
}
