using HeroProc.Events.Sources;
using HeroProc.Events.Triggers;

namespace HeroProc.Events.Store;

/// <summary>All sources and triggers, each list in the order of ids.</summary>
public sealed record StoredConfiguration(IReadOnlyList<EventSource> Sources, IReadOnlyList<EventTrigger> Triggers);
