using HeroProc.Events.Journal;
using HeroProc.Journal;

namespace HeroProc.Events.Store;

/// <summary>A fact and its place in the journal.</summary>
/// <param name="Seq">Its sequence number.</param>
/// <param name="Position">Where its record starts; an event's payload is read from there.</param>
/// <param name="Fact">The fact. An event's payload need not be in it.</param>
public readonly record struct StoredFact(long Seq, JournalPosition Position, Fact Fact);
