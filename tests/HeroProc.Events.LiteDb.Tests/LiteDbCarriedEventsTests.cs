using HeroProc.Events.Store;
using HeroProc.Events.TestKit.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Events.LiteDb.Tests;

internal sealed class LiteDbCarriedEventsTests : CarriedEventsContract
{
    private TemporaryFolder _folder = null!;

    protected override IEventStore CreateNew()
    {
        _folder = new TemporaryFolder();
        return new LiteDbEventStore(new LiteDbStoreOptions { Folder = _folder.Path }, NullLogger<LiteDbEventStore>.Instance);
    }

    protected override void Delete() => _folder.Delete();
}
