using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Retention;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;

namespace HeroProc.Events.Hosting;

/// <summary>What is started and stopped together.</summary>
internal sealed record EventsHostParts(
    EventFolders Folders,
    FactLog Log,
    IEventStore Store,
    StoreFeeder Feeder,
    Catalog Catalog,
    RoutingLoop Routing,
    DeliveryEngine Engine,
    DeliveryLedger Ledger,
    SourceRunner Sources,
    Recovery Recovery,
    RetentionLoop Retention,
    BackupLoop Backups);
