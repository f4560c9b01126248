using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;

namespace HeroProc.Events.LiteDb.Tests;

/// <summary>The model keeps the contract too, else comparing with it would prove little.</summary>
internal sealed class MemoryEventStoreTests : EventStoreContract
{
    protected override IEventStore CreateNew() => new MemoryEventStore();
}
