using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Dispatch.Actions;
using HeroProc.Events.Hosting;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Sources;
using HeroProc.Events.Sources.Webhook;
using HeroProc.Events.Store;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Events.TestKit;

/// <summary>The parts of the core between one start and one end, put together as the module puts them together.</summary>
internal sealed class RigLife : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly EventsRig _rig;
    private readonly RecordJournal _journal;
    private readonly Recovery _recovery;
    private Task _loops = Task.CompletedTask;

    public RigLife(EventsRig rig, RecordJournal journal, IdGenerator ids, IEnumerable<IActionExecutor> executors)
    {
        (_rig, _journal, Ids) = (rig, journal, ids);
        Log.Attach(journal, "the-journal");
        Intake = new EventIntake(Log, Sources, ids, rig.Time, rig.Intake);
        Ledger = new DeliveryLedger(Log, rig.Time, NullLogger<DeliveryLedger>.Instance);
        IActionExecutor[] usual = [new JobActionExecutor(rig.Jobs, rig.Dispatch), new WorkflowActionExecutor(rig.Jobs, rig.Jobs, rig.Dispatch), new EmitActionExecutor(Intake)];
        var attempts = new AttemptRunner(Log, Triggers, Ledger, rig.Jobs, [.. usual, .. executors], rig.Time, NullLogger<AttemptRunner>.Instance);
        Engine = new DeliveryEngine(Ledger, attempts, new RetryDelay(static () => 0.5), Triggers, rig.Time, rig.Dispatch);
        var keys = new BusinessKeys();
        Routing = new RoutingLoop(
            Log, new DeliveryPlanner(rig.Intake, keys, rig.Time, NullLogger<DeliveryPlanner>.Instance), Engine, rig.Time, NullLogger<RoutingLoop>.Instance);
        Types = new SourceTypes([new ManualSourceType(), new WebhookSourceType()]);
        var paths = new WebhookPaths(Types);
        Catalog = new Catalog(Log, Routing, [Sources, Triggers, paths, Engine]);
        Registrar = new Registrar(Catalog, Types, paths);
        Feeder = new StoreFeeder(Log, rig.Store, NullLogger<StoreFeeder>.Instance);
        _recovery = new Recovery(Feeder, Catalog, Routing, Engine, new RecentKeys(Intake, keys, rig.Intake, rig.Time), rig.Time);
    }

    public IdGenerator Ids { get; }

    public FactLog Log { get; } = new();

    public SourceDirectory Sources { get; } = new();

    public TriggerDirectory Triggers { get; } = new();

    public SourceTypes Types { get; }

    public EventIntake Intake { get; }

    public DeliveryLedger Ledger { get; }

    public DeliveryEngine Engine { get; }

    public RoutingLoop Routing { get; }

    public Catalog Catalog { get; }

    public Registrar Registrar { get; }

    public StoreFeeder Feeder { get; }

    public async Task StartAsync()
    {
        await _rig.Store.OpenAsync("the-journal", Log.Stats.FirstSeq, Log.DurableSeq, CancellationToken.None);
        await Feeder.CatchUpAtStartAsync(CancellationToken.None);
        var index = Task.Run(() => Feeder.RunAsync(_stop.Token));
        await _recovery.LoadAsync(CancellationToken.None);
        _rig.Jobs.Observer = new JobEnds(() => Engine);
        _loops = Task.WhenAll(
            index, Task.Run(() => Ledger.RunAsync(_stop.Token)), Task.Run(() => Engine.RunAsync(_stop.Token)), _rig.HoldRouting ? Task.CompletedTask : Task.Run(() => Routing.RunAsync(_stop.Token)));
    }

    /// <summary>Ends all loops. A fault of one of them is the test's failure.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _loops;
        }
        catch (OperationCanceledException)
        {
            // The ordinary end.
        }
        catch (IOException) when (_rig.IsDead)
        {
            // Who reads from a disk that has gone is gone too.
        }

        await _journal.DisposeAsync();
        Engine.Dispose();
        Ledger.Dispose();
        Feeder.Dispose();
        Catalog.Dispose();
        _stop.Dispose();
    }
}
