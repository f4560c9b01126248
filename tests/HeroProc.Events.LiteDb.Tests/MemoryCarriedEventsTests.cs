using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>The model keeps this contract too.</summary>
internal sealed class MemoryCarriedEventsTests : CarriedEventsContract
{
    protected override IEventStore CreateNew() => new MemoryEventStore();
}
