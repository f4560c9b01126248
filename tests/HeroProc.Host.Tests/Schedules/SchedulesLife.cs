using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Records;
using HeroProc.Host.Schedules.Rpc;
using HeroProc.Host.Schedules.Running;
using HeroProc.Host.Tests.Jobs;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Host.Tests.Schedules;

/// <summary>One life of the host's schedules. Without the loop, each pass is the test's own.</summary>
internal sealed class SchedulesLife : IAsyncDisposable
{
    private SchedulesLife(IJournalDisk disk, TimeProvider time, FakeTarget target, IReadOnlyList<IScheduleObserver> observers, long segmentBytes)
    {
        var ledger = new ScheduleLedger(disk, segmentBytes, time, NullLogger<ScheduleLedger>.Instance);
        var caller = new FiringCaller(() => [target], () => observers, time, NullLogger<FiringCaller>.Instance);
        Engine = new ScheduleEngine(ledger, caller, time, NullLogger<ScheduleEngine>.Instance);
        Scheduler = new Scheduler(Engine, time);
        Rpc = new ScheduleRpcModule(Engine, Scheduler, time);
    }

    public ScheduleEngine Engine { get; }

    public Scheduler Scheduler { get; }

    public ScheduleRpcModule Rpc { get; }

    public static async Task<SchedulesLife> OpenAsync(
        IJournalDisk disk, TimeProvider time, FakeTarget target, IReadOnlyList<IScheduleObserver>? observers = null, long segmentBytes = 1024 * 1024)
    {
        var life = new SchedulesLife(disk, time, target, observers ?? [], segmentBytes);
        try
        {
            await life.Engine.OpenAsync(default);
        }
        catch
        {
            await life.DisposeAsync();
            throw;
        }

        life.Engine.Begin();
        return life;
    }

    /// <summary>Passes until nothing is to be done before the clock moves, or the disk refuses.</summary>
    /// <returns>How long the loop would sleep.</returns>
    public async Task<TimeSpan?> SettleAsync()
    {
        while (true)
        {
            var sleep = await Engine.PassAsync(default);
            if (Engine.Calls is { } calls)
            {
                await calls;
            }
            else if (sleep == ScheduleEngine.StoragePause || (!Engine.HasEvents && sleep != TimeSpan.Zero))
            {
                return sleep;
            }
        }
    }

    public async Task SetAsync(string id, SchedulePolicy policy) => Assert.That(await Scheduler.SetAsync(id, policy, default), Is.Null);

    public ScheduleState StateOf(string id) => Engine.Find(id)!.State;

    public Task<RpcResult<object>> CallAsync(string method, string parameters) => JobLife.CallAsync(Rpc, method, parameters);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
