using System.Buffers.Binary;
using HeroProc.Events.Dispatch;
using HeroProc.Events.Hosting;
using HeroProc.Events.Intake;
using HeroProc.Events.Journal;
using HeroProc.Events.Registration;
using HeroProc.Events.Retention;
using HeroProc.Events.Sources;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit;
using HeroProc.Events.TestKit.Store;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.Tests.Retention;

/// <summary>
/// Journal, index and intake on a disk that outlives them. Every life begins with an empty index, so all it holds was built from
/// the journal and its snapshot alone.
/// </summary>
internal sealed class RetentionRig(FaultyDisk disk, FakeTimeProvider time, RetentionOptions options) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private RecordJournal? _journal;
    private Task _feeding = Task.CompletedTask;

    public static IntakeOptions IntakeOptions { get; } = new() { DuplicateWindowDays = 7 };

    public FactLog Log { get; } = new();

    public MemoryEventStore Store { get; } = new();

    public StoreFeeder Feeder { get; private set; } = null!;

    public EventIntake Intake { get; private set; } = null!;

    public RetentionPass Pass { get; private set; } = null!;

    /// <summary>The last record whose event was routed.</summary>
    public long PassedSeq { get; set; } = long.MaxValue;

    /// <summary>How opening ended; null when the rig runs.</summary>
    public JournalOpenResult? Refusal { get; private set; }

    public static async Task<RetentionRig> StartAsync(FaultyDisk disk, FakeTimeProvider time, RetentionOptions options)
    {
        var rig = new RetentionRig(disk, time, options);
        await rig.StartAsync();
        return rig;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _feeding;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The ordinary end, or that of a reader on a disk that has gone.
        }

        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }

        Feeder?.Dispose();
        _stop.Dispose();
    }

    private async Task StartAsync()
    {
        var marker = 0UL;
        var limits = new JournalOptions { SegmentBytes = 4096, PreallocateBytes = 0, NewMarker = () => ++marker };
        Refusal = await RecordJournal.OpenAsync(disk, limits, time, NullLogger.Instance);
        if (Refusal is not JournalOpenResult.Opened opened)
        {
            return;
        }

        _journal = opened.Journal;
        Log.Attach(_journal, "the-journal");
        Feeder = new StoreFeeder(Log, Store, NullLogger<StoreFeeder>.Instance);
        await Feeder.CatchUpAtStartAsync(CancellationToken.None);
        _feeding = Task.Run(() => Feeder.RunAsync(_stop.Token));

        var stored = await Store.LoadConfigurationAsync(CancellationToken.None);
        var catalog = CatalogState.Empty.With(new ConfigurationChanged { SourcesSet = [new EventSource { Id = "s", SourceType = "manual" }], TriggersSet = stored.Triggers });
        var sources = new SourceDirectory();
        sources.OnCatalogChanged(CatalogState.Empty, catalog);
        long ids = 0;
        Intake = new EventIntake(Log, sources, new IdGenerator(time, bytes => BinaryPrimitives.WriteInt64BigEndian(bytes[8..], ++ids)), time, IntakeOptions);
        await new RecentKeys(Intake, new BusinessKeys(), IntakeOptions, time).RecallAsync(Feeder, catalog, CancellationToken.None);
        Pass = new RetentionPass(Feeder, Store, Log, () => PassedSeq, IntakeOptions, options, time);
        Refusal = null;
    }
}
