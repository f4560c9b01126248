using System.Text.Json;
using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Events.Sources.Cron;
using HeroProc.Events.Store;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Tests.Sources.Cron;

[Parallelizable]
public sealed class CronSourceTypeTests
{
    private const string Daily = """{"schedule_policy":{"cron":"@daily","time_zone":"Europe/Berlin","catch_up":"all"}}""";
    private static readonly ScheduleFiring Firing = new("cron:nightly", 1_772_366_400_000, 1_772_366_400_250, CatchUp: true);

    private readonly FakeScheduler _scheduler = new();
    private EventsRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await new EventsRig().StartAsync();

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    private CronSourceType Type() => new(() => _scheduler, static () => new Actions(), () => _rig.Life.Catalog, _rig.Time);

    [TestCase("{}", "config")]
    [TestCase("[]", "config")]
    [TestCase("""{"schedule_policy":{"cron":"@daily"},"action":"backup"}""", "config")]
    [TestCase("""{"schedule_policy":{"cron":"@daily","zone":"UTC"}}""", "config.schedule_policy.zone")]
    [TestCase("""{"schedule_policy":{"cron":5}}""", "config.schedule_policy.cron")]
    [TestCase("""{"schedule_policy":{"cron":"@daily","overlap":"never"}}""", "config.schedule_policy.overlap")]
    [TestCase("""{"schedule_policy":{"cron":"bad"}}""", "config.schedule_policy.cron")]
    [TestCase("""{"action":"unknown"}""", "config.action")]
    [TestCase("""{"action":"unscheduled"}""", "config.action")]
    public void Check_NamesThePlace(string config, string path)
    {
        var faults = Type().Check(Source(config));

        Assert.That(faults.Select(static fault => fault.Path), Is.EqualTo(new[] { path }));
        Assert.That(faults[0].Message, Does.Not.Contain("HeroProc").And.Not.Contain("System."));
    }

    [TestCase(Daily)]
    [TestCase("""{"action":"backup"}""")]
    public void Check_Takes(string config) => Assert.That(Type().Check(Source(config)), Is.Empty);

    [Test, CancelAfter(20_000)]
    public async Task RunAsync_KeepsTheScheduleAtAStop_AndRemovesItWithTheSource()
    {
        await ChangeAsync(new ConfigurationChanged { SourcesSet = [Source(Daily)] });
        await RunUntilSetAsync();
        Assert.That(_scheduler.Schedules["cron:nightly"], Is.EqualTo(new SchedulePolicy(Cron: "@daily", TimeZone: "Europe/Berlin", CatchUp: CatchUp.All)));

        await RunUntilSetAsync(beforeStop: new ConfigurationChanged { SourcesSet = [Source(Daily) with { State = SourceState.Disabled }] });
        Assert.That(_scheduler.Schedules, Is.Empty);

        await ChangeAsync(new ConfigurationChanged { SourcesSet = [Source(Daily)] });
        await RunUntilSetAsync(beforeStop: new ConfigurationChanged { SourcesRemoved = ["nightly"] });
        Assert.That(_scheduler.Schedules, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task FireAsync_MakesOneEvent_HoweverOftenItIsTold()
    {
        await ChangeAsync(new ConfigurationChanged { SourcesSet = [Source(Daily)] });
        var target = new CronScheduleTarget(Type(), _rig.Life.Intake, _scheduler);

        await target.FireAsync(Firing, default);
        await _rig.CrashAndRestartAsync();
        target = new CronScheduleTarget(Type(), _rig.Life.Intake, _scheduler);
        await target.FireAsync(Firing, default);

        var seen = _rig.Life.Log.ReadEvent((await EventsAsync()).Single().Position)!;
        Assert.That((seen.SourceId, seen.Type, seen.Timestamp), Is.EqualTo(("nightly", "schedule.fired", (ulong)Firing.FiredAt)));
        var payload = System.Text.Encoding.UTF8.GetString(seen.Payload.Span);
        Assert.That(payload, Is.EqualTo("""{"schedule":"cron:nightly","planned_at":1772366400000,"fired_at":1772366400250,"catch_up":true}"""));
    }

    [Test, CancelAfter(20_000)]
    public async Task FireAsync_RemovesTheSchedule_WhoseSourceIsGone()
    {
        _scheduler.Schedules[Firing.ScheduleId] = new SchedulePolicy(Cron: "@daily");

        await new CronScheduleTarget(Type(), _rig.Life.Intake, _scheduler).FireAsync(Firing, default);

        Assert.That(_scheduler.Schedules, Is.Empty);
        Assert.That(await EventsAsync(), Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task FireAsync_Throws_WhenTheEventIsNotKept()
    {
        await ChangeAsync(new ConfigurationChanged { SourcesSet = [Source(Daily)] });
        _rig.Disk.ReadOnly = true;

        Assert.That(async () => await new CronScheduleTarget(Type(), _rig.Life.Intake, _scheduler).FireAsync(Firing, default), Throws.InstanceOf<IOException>());
        _rig.Disk.ReadOnly = false;
    }

    [Test, CancelAfter(20_000)]
    public async Task OnFiredAsync_MakesAnEventForEachSourceOfTheAction()
    {
        var named = Source("""{"action":"backup"}""");
        await ChangeAsync(new ConfigurationChanged
        {
            SourcesSet = [named with { Id = "a" }, named with { Id = "b", State = SourceState.Held }, named with { Id = "c", State = SourceState.Disabled }, Source("""{"action":"other"}""")],
        });

        await new CronActionObserver(_rig.Life.Catalog, _rig.Life.Intake).OnFiredAsync(Firing with { ScheduleId = "action:backup" }, default);

        Assert.That((await EventsAsync()).Select(static seen => seen.SourceId), Is.EquivalentTo(new[] { "a", "b" }));
    }

    private static EventSource Source(string config) => new() { Id = "nightly", SourceType = "cron", Config = JsonElement.Parse(config) };

    private async Task ChangeAsync(ConfigurationChanged change) =>
        Assert.That((await _rig.Life.Catalog.ChangeAsync(_ => change, default)).Error, Is.Null);

    private async Task<IReadOnlyList<EventEntry>> EventsAsync()
    {
        await _rig.IdleAsync();
        return await _rig.Store.ListEventsAsync(new EventFilter { Limit = 100 }, default);
    }

    private async Task RunUntilSetAsync(ConfigurationChanged? beforeStop = null)
    {
        using var stop = new CancellationTokenSource();
        _scheduler.WasSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Type().RunAsync(Source(Daily), null!, stop.Token);
        await _scheduler.WasSet.Task;
        if (beforeStop is not null)
        {
            await ChangeAsync(beforeStop);
        }

        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class FakeScheduler : IScheduler
    {
        public Dictionary<string, SchedulePolicy> Schedules { get; } = [];

        public TaskCompletionSource WasSet { get; set; } = new();

        public IReadOnlyList<FieldError> Check(SchedulePolicy policy) => policy.Cron == "bad" ? [new FieldError("cron", "is bad")] : [];

        public ValueTask<RpcError?> SetAsync(string scheduleId, SchedulePolicy policy, CancellationToken cancellationToken)
        {
            Schedules[scheduleId] = policy;
            WasSet.TrySetResult();
            return default;
        }

        public ValueTask<RpcError?> RemoveAsync(string scheduleId, CancellationToken cancellationToken)
        {
            Schedules.Remove(scheduleId);
            return default;
        }
    }

    private sealed class Actions : IActionRegistry
    {
        public ActionDefinition? Find(string name) => name switch
        {
            "backup" => new ActionDefinition(name, new ActionSpec { Interpreter = "bash", SchedulePolicy = new SchedulePolicy(Cron: "@daily") }),
            "unscheduled" => new ActionDefinition(name, new ActionSpec { Interpreter = "bash" }),
            _ => null,
        };

        public IReadOnlyList<ActionDefinition> List() => [];
    }
}
