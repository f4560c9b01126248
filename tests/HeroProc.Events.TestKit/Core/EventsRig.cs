using System.Buffers.Binary;
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
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Events.TestKit;

/// <summary>
/// The core of the extension in this process: intake, registration, routing, dispatch, index. Disk, index, clock and job queue are
/// the test's and outlive crashes; everything else is made anew by <see cref="StartAsync"/>.
/// </summary>
internal sealed class EventsRig(int seed = 1) : IAsyncDisposable
{
    private readonly List<IActionExecutor> _moreExecutors = [];
    private RigLife? _life;
    private long _ids;
    private int _diskLife;

    public FaultyDisk Disk { get; } = new(seed);

    public InMemoryEventStore Store { get; } = new();

    public FakeJobQueue Jobs { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public IntakeOptions Intake { get; } = new() { DuplicateWindowDays = 7 };

    public DispatchOptions Dispatch { get; } = new() { MaxStarting = 2, MaxUnfinished = 1000 };

    /// <summary>True to leave events of the lives to come unrouted, as if the process died before it got to them.</summary>
    public bool HoldRouting { get; set; }

    /// <summary>What the parts of the present life are.</summary>
    public RigLife Life => _life ?? throw new InvalidOperationException("The rig does not run; call StartAsync first.");

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds an executor for the lives to come.</summary>
    public EventsRig With(IActionExecutor executor)
    {
        _moreExecutors.Add(executor);
        return this;
    }

    public async Task<EventsRig> StartAsync()
    {
        var ids = new IdGenerator(Time, bytes => BinaryPrimitives.WriteInt64BigEndian(bytes[8..], ++_ids));
        var opened = await RecordJournal.OpenAsync(Disk, new JournalOptions { PreallocateBytes = 2048 }, Time, NullLogger.Instance);
        var journal = opened is JournalOpenResult.Opened open ? open.Journal : throw new InvalidOperationException($"The journal did not open: {opened}");
        _life = new RigLife(this, journal, ids, _moreExecutors);
        _diskLife = Disk.Life;
        await _life.StartAsync();
        return this;
    }

    /// <summary>The process dies: nothing more reaches the disk, and what was in memory is gone.</summary>
    public async Task CrashAsync(bool power = false)
    {
        Jobs.Observer = null;
        if (power)
        {
            Disk.CutPower();
        }
        else
        {
            Disk.KillAfter = 0;
            Disk.Kill();
        }

        await Life.DisposeAsync();
        _life = null;
        if (power)
        {
            Disk.Restart();
        }
    }

    public async Task CrashAndRestartAsync(bool power = false)
    {
        await CrashAsync(power);
        await StartAsync();
    }

    public async Task<string> EmitAsync(string type = "thing.happened", string payload = "{}", string? id = null, string source = EventSource.ManualId, string? dedupeKey = null, int hop = 0)
    {
        var result = await Life.Intake.AcceptAsync(source, Some.Event(type, payload) with { Id = id, DedupeKey = dedupeKey, Hop = hop });
        return result is IntakeResult.Accepted accepted ? accepted.EventId : throw new InvalidOperationException($"The event was not accepted: {result}");
    }

    public async Task SetAsync(params Triggers.EventTrigger[] triggers)
    {
        foreach (var trigger in triggers)
        {
            var result = await Life.Registrar.SetAsync(null, trigger, CancellationToken.None);
            if (!result.Succeeded)
            {
                throw new InvalidOperationException($"The trigger was not set: {result.Error}");
            }
        }
    }

    public async Task SetAsync(EventSource source)
    {
        var result = await Life.Registrar.SetAsync(source, null, CancellationToken.None);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"The source was not set: {result.Error}");
        }
    }

    /// <summary>Waits until everything that can happen without time, jobs or callers has happened and is in the index.</summary>
    /// <param name="orDead">True to return also when the disk has died, because then nothing comes to rest.</param>
    public async Task IdleAsync(bool orDead = false)
    {
        if (orDead)
        {
            await IdleOrDeadAsync();
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var cancellationToken = limit.Token;
        for (var still = 0; still < 3;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seq = Life.Log.DurableSeq;
            await Life.Routing.WaitUntilPassedAsync(seq, cancellationToken);
            await Life.Feeder.CatchUpAsync(cancellationToken);
            await Life.Ledger.WriteAsync([]).WaitAsync(cancellationToken);
            still = Life.Engine.Starting == 0 && Life.Ledger.Waiting == 0 && Life.Log.DurableSeq == seq ? still + 1 : 0;
            await Task.Yield();
        }
    }

    /// <summary>True once the disk answers this life no more.</summary>
    public bool IsDead => Disk.Life != _diskLife || Disk.PowerIsOff;

    private async Task IdleOrDeadAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var still = 0; still < 3 && !IsDead;)
        {
            limit.Token.ThrowIfCancellationRequested();
            var seq = Life.Log.DurableSeq;
            var isStill = Life.Routing.PassedSeq >= seq && Life.Feeder.AppliedSeq >= seq && Life.Engine.Starting == 0 && Life.Ledger.Waiting == 0;
            still = isStill ? still + 1 : 0;
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass, then waits until everything due has happened.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await IdleAsync();
        Time.Advance(time);
        await IdleAsync();
    }

    /// <summary>All deliveries as the index has them, by event, then trigger.</summary>
    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync()
    {
        await IdleAsync();
        return await Store.ListDeliveriesAsync(new DeliveryFilter { OldestFirst = true, Limit = 1000 }, CancellationToken.None);
    }

    /// <summary>The only delivery there is.</summary>
    public async Task<Delivery> DeliveryAsync()
    {
        var all = await DeliveriesAsync();
        return all.Count == 1 ? all[0] : throw new InvalidOperationException($"There are {all.Count} deliveries.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_life is not null)
        {
            await _life.DisposeAsync();
            _life = null;
        }
    }
}
