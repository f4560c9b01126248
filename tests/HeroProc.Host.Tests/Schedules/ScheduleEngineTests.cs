using System.Threading.Channels;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Running;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Host.Tests.Schedules;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ScheduleEngineTests
{
    private const string Id = "test:one";
    private static readonly SchedulePolicy EveryMinute = new(IntervalMs: 60_000, Overlap: Overlap.AllowAll);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000));
    private readonly FaultyDisk _disk = new(1);
    private readonly FakeTarget _target = new();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Test, CancelAfter(20_000)]
    public async Task Pass_FiresWhatIsDue_AndSleepsUntilTheNext()
    {
        await using var life = await OpenAsync();
        await life.SetAsync(Id, EveryMinute with { IntervalMs = 7_000 });
        Assert.That(await life.SettleAsync(), Is.EqualTo(TimeSpan.FromSeconds(7)));

        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.That(await life.SettleAsync(), Is.EqualTo(TimeSpan.FromSeconds(6)));

        Assert.That(_target.Fired, Is.EqualTo(new[] { new ScheduleFiring(Id, Now - 1_000, Now, CatchUp: false) }));
        Assert.That(life.StateOf(Id).Starting, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task Pass_SleepsForEver_WithoutSchedules()
    {
        await using var life = await OpenAsync();

        Assert.That(await life.SettleAsync(), Is.Null);
    }

    [Test, CancelAfter(20_000)]
    public async Task Pass_FiresNothingTwice_WhenTheClockStepsBackAndOnAgain()
    {
        var time = new SteppingTime(_time);
        await using var life = await SchedulesLife.OpenAsync(_disk, time, _target);
        await life.SetAsync(Id, EveryMinute);
        time.Offset = TimeSpan.FromMinutes(1);
        await life.SettleAsync();
        time.Offset = TimeSpan.FromMinutes(-30);
        await life.SettleAsync();
        time.Offset = TimeSpan.FromMinutes(2);
        await life.SettleAsync();

        Assert.That(_target.Planned, Is.EqualTo(new[] { Now + 60_000, Now + 120_000 }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Restart_KeepsTheInterval_AndMakesUpTheLatest()
    {
        var start = Now;
        await using (var life = await OpenAsync())
        {
            await life.SetAsync(Id, EveryMinute);
        }

        _time.Advance(TimeSpan.FromSeconds(330));
        await using var second = await OpenAsync();
        await second.SetAsync(Id, EveryMinute);
        await second.SettleAsync();

        Assert.That(_target.Fired, Is.EqualTo(new[] { new ScheduleFiring(Id, start + 300_000, Now, CatchUp: true) }));
        Assert.That(second.StateOf(Id).Missed, Is.EqualTo(new[] { new MissedRun(MissedReason.CatchUp, start + 60_000, start + 240_000, 4) }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Overlap_HoldsTheNextOneBack_UntilTheJobHasEnded()
    {
        _target.Runs = true;
        var start = Now;
        await using var life = await OpenAsync();
        await life.SetAsync(Id, EveryMinute with { Overlap = Overlap.BufferOne });
        for (var minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await life.SettleAsync();
        }

        Assert.That(_target.Planned, Is.EqualTo(new[] { start + 60_000 }));
        Assert.That(life.StateOf(Id).Missed.Single().Reason, Is.EqualTo(MissedReason.Overlap));

        End(life, start + 60_000);
        await life.SettleAsync();
        Assert.That(_target.Planned, Is.EqualTo(new[] { start + 60_000, start + 120_000 }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Overlap_CancelsTheRunningOne_AndStartsTheNextOnceItEnded()
    {
        _target.Runs = true;
        var start = Now;
        await using var life = await OpenAsync();
        await life.SetAsync(Id, EveryMinute with { Overlap = Overlap.CancelOther });
        for (var minute = 0; minute < 2; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await life.SettleAsync();
        }

        Assert.That(_target.Cancelled, Is.EqualTo(new[] { $"{Id}@{start + 60_000}" }));
        End(life, start + 60_000);
        await life.SettleAsync();
        Assert.That(_target.Planned, Is.EqualTo(new[] { start + 60_000, start + 120_000 }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Overlap_IsSettled_WhenTheJobEndedWhileTheHostWasDown()
    {
        _target.Runs = true;
        var start = Now;
        await using (var life = await OpenAsync())
        {
            await life.SetAsync(Id, EveryMinute with { Overlap = Overlap.Skip });
            _time.Advance(TimeSpan.FromMinutes(1));
            await life.SettleAsync();
            Assert.That(life.StateOf(Id).Running, Is.EqualTo(new[] { start + 60_000 }));
        }

        _target.End($"{Id}@{start + 60_000}");
        await using var second = await OpenAsync();
        await second.SettleAsync();
        Assert.That(second.StateOf(Id).Running, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task Refused_IsRecordedAsMissed()
    {
        _target.Refuse = static _ => new FiringOutcome.Refused("no such action");
        await using var life = await OpenAsync();
        await life.SetAsync(Id, EveryMinute);
        _time.Advance(TimeSpan.FromMinutes(1));
        await life.SettleAsync();

        Assert.That(life.StateOf(Id).Missed, Is.EqualTo(new[] { new MissedRun(MissedReason.Refused, Now, Now, 1) }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Pass_KeepsTheOccurrence_WhileTheDiskRefuses()
    {
        await using var life = await OpenAsync();
        await life.SetAsync(Id, EveryMinute);
        _disk.ReadOnly = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await life.Engine.PassAsync(default), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(_target.Fired, Is.Empty);
        Assert.That((await life.Scheduler.SetAsync("test:two", EveryMinute, default))?.Code, Is.EqualTo(RpcErrorCode.StorageUnavailable));

        _disk.ReadOnly = false;
        await life.SettleAsync();
        Assert.That(_target.Planned, Is.EqualTo(new[] { Now }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Pause_OutlivesARestartAndTheSamePolicy_AndRecordsWhatItCost()
    {
        await using (var life = await OpenAsync())
        {
            await life.SetAsync(Id, EveryMinute);
            Assert.That((await life.CallAsync("schedule.pause", $$"""{"schedule_id":"{{Id}}","note":"repair"}""")).Succeeded);
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        await using var second = await OpenAsync();
        await second.SetAsync(Id, EveryMinute);
        await second.SettleAsync();
        Assert.That(_target.Fired, Is.Empty);

        Assert.That((await second.CallAsync("schedule.resume", $$"""{"schedule_id":"{{Id}}"}""")).Succeeded);
        await second.SettleAsync();
        Assert.That(second.StateOf(Id).Missed, Is.EqualTo(new[] { new MissedRun(MissedReason.Paused, Now - 540_000, Now, 10) }));
        _time.Advance(TimeSpan.FromMinutes(1));
        await second.SettleAsync();
        Assert.That(_target.Planned, Is.EqualTo(new[] { Now }));
    }

    [Test, CancelAfter(20_000)]
    public async Task Backfill_RunsARange_OneAfterTheOther()
    {
        _target.Runs = true;
        var start = Now;
        await using var life = await OpenAsync();
        await life.SetAsync(Id, EveryMinute with { Overlap = Overlap.Skip, CatchUp = CatchUp.None, StartTime = start / 1000 });
        _time.Advance(TimeSpan.FromSeconds(630));
        await life.SettleAsync();
        Assert.That(_target.Fired, Is.Empty);

        var planned = await life.CallAsync("schedule.backfill", $$"""{"schedule_id":"{{Id}}","since":{{start + 60_000}},"until":{{start + 240_000}}}""");
        Assert.That(planned.Succeeded);
        for (var minute = 1; minute <= 3; minute++)
        {
            await life.SettleAsync();
            Assert.That(_target.Planned.Last(), Is.EqualTo(start + (minute * 60_000)));
            End(life, start + (minute * 60_000));
        }

        await life.SettleAsync();
        Assert.That(_target.Fired, Has.Count.EqualTo(3).And.All.Property(nameof(ScheduleFiring.CatchUp)).True);
    }

    [Test, CancelAfter(20_000)]
    public async Task Remove_OutlivesARestart()
    {
        await using (var life = await OpenAsync())
        {
            await life.SetAsync(Id, EveryMinute);
            await life.SetAsync("test:two", EveryMinute);
            Assert.That(await life.Scheduler.RemoveAsync(Id, default), Is.Null);
            Assert.That(await life.Scheduler.RemoveAsync(Id, default), Is.Null);
        }

        await using var second = await OpenAsync();
        Assert.That(second.Engine.All.Select(static entry => entry.State.Id), Is.EqualTo(new[] { "test:two" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task Journal_StaysSmall_AndLosesNothing()
    {
        var start = Now;
        await using (var life = await SchedulesLife.OpenAsync(_disk, _time, _target, segmentBytes: 16 * 1024))
        {
            await life.SetAsync(Id, EveryMinute);
            await life.SetAsync("test:rare", new SchedulePolicy(Cron: "@yearly"));
            for (var minute = 0; minute < 300; minute++)
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                await life.SettleAsync();
            }
        }

        Assert.That(_disk.List().Sum(name => _disk.ReadAll(name).Length), Is.LessThan(128 * 1024));
        await using var second = await OpenAsync();
        Assert.That(second.StateOf(Id).FiredCount, Is.EqualTo(300));
        Assert.That(second.StateOf(Id).Cursor, Is.EqualTo(start + (300 * 60_000)));
        Assert.That(second.Engine.Find("test:rare"), Is.Not.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task Death_AtAnyStep_LosesNoOccurrence_AndDoublesNone([Values] bool power)
    {
        // Without a death: how many steps of the disk there are.
        await LiveAsync(new FaultyDisk(7), _target);
        var expected = _target.Fired.Select(static firing => firing.OccurrenceId).Order().ToArray();
        Assert.That(expected, Has.Length.EqualTo(8).And.Unique);

        var deaths = 0;
        for (var died = true; died;)
        {
            var disk = power ? new FaultyDisk(deaths) { CutAfter = deaths + 1 } : new FaultyDisk(deaths) { KillAfter = deaths + 1 };
            var target = new FakeTarget();
            died = await LiveThroughDeathAsync(disk, target, () => power ? disk.PowerIsOff : disk.KillAfter == 0);
            deaths += died ? 1 : 0;
            Assert.That(target.Fired.Select(static firing => firing.OccurrenceId).Distinct().Order(), Is.EqualTo(expected), $"death at step {deaths}");
        }

        TestContext.Out.WriteLine($"{deaths} steps");
        Assert.That(deaths, Is.GreaterThan(10));
    }

    [Test, CancelAfter(20_000)]
    public async Task Observers_AreToldOnce_AndAgainUntilTheyReturn(CancellationToken cancellationToken)
    {
        var observer = new FailingOnce();
        var time = new SignallingTime(_time);
        await using var life = await SchedulesLife.OpenAsync(_disk, time, _target, [observer]);
        await life.SetAsync(Id, EveryMinute);
        _time.Advance(TimeSpan.FromMinutes(1));
        while (time.Armed.Reader.TryRead(out _))
        {
        }

        await life.Engine.PassAsync(cancellationToken);
        await observer.Failed.Task.WaitAsync(cancellationToken);
        // The pause between two attempts begins when the first has ended: the clock goes on once it is set.
        await time.Armed.Reader.ReadAsync(cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        await observer.Told.Task.WaitAsync(cancellationToken);

        await life.SettleAsync();
        Assert.That(_target.Fired.Select(static firing => firing.OccurrenceId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(life.StateOf(Id).Starting, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task Loop_FiresByItself_WhenTheTimerEnds(CancellationToken cancellationToken)
    {
        var time = new SignallingTime(_time);
        var observer = new Collector();
        await using var life = await SchedulesLife.OpenAsync(_disk, time, _target, [observer]);
        await life.SetAsync(Id, EveryMinute with { IntervalMs = 250 });
        life.Engine.Start();
        var armed = time.Armed.Reader.ReadAsync(cancellationToken).AsTask();
        for (var number = 1; number <= 3; number++)
        {
            var fired = observer.Firings.Reader.ReadAsync(cancellationToken).AsTask();
            while (await Task.WhenAny(fired, armed) == armed)
            {
                _time.Advance(TimeSpan.FromMilliseconds(250));
                armed = time.Armed.Reader.ReadAsync(cancellationToken).AsTask();
            }

            Assert.That((await fired).ScheduleId, Is.EqualTo(Id));
        }

        Assert.That(_target.Planned, Is.Ordered.And.Unique);
    }

    private Task<SchedulesLife> OpenAsync() => SchedulesLife.OpenAsync(_disk, _time, _target);

    private static async Task LiveAsync(FaultyDisk disk, FakeTarget target)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000));
        await using var life = await SchedulesLife.OpenAsync(disk, time, target);
        await life.SetAsync("test:a", EveryMinute with { StartTime = 1_767_225_600 });
        await life.SetAsync("test:b", EveryMinute with { StartTime = 1_767_225_600 });
        for (var minute = 0; minute < 4; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await life.SettleAsync();
        }
    }

    /// <summary>The same, begun anew after the disk's death. False when there was none.</summary>
    private static async Task<bool> LiveThroughDeathAsync(FaultyDisk disk, FakeTarget target, Func<bool> isDead)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000));
        var died = false;
        for (var minute = 0; minute <= 4;)
        {
            bool Dead() => !died && isDead();
            try
            {
                await using var life = await SchedulesLife.OpenAsync(disk, time, target);
                await life.Scheduler.SetAsync("test:a", EveryMinute with { StartTime = 1_767_225_600 }, default);
                await life.Scheduler.SetAsync("test:b", EveryMinute with { StartTime = 1_767_225_600 }, default);
                while (minute <= 4 && !Dead())
                {
                    await life.SettleAsync();
                    if (!Dead() && minute++ < 4)
                    {
                        time.Advance(TimeSpan.FromMinutes(1));
                    }
                }
            }
            catch (IOException) when (Dead())
            {
                // The start found the dead disk.
            }

            if (Dead())
            {
                died = true;
                disk.Restart();
            }
        }

        return died;
    }

    private void End(SchedulesLife life, long planned)
    {
        _target.End($"{Id}@{planned}");
        life.Engine.NoteEnded($"{Id}@{planned}");
    }

    private sealed class FailingOnce : IScheduleObserver
    {
        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask OnFiredAsync(ScheduleFiring firing, CancellationToken cancellationToken)
        {
            if (Failed.TrySetResult())
            {
                throw new IOException("not yet");
            }

            Told.TrySetResult();
            return default;
        }
    }

    private sealed class Collector : IScheduleObserver
    {
        public Channel<ScheduleFiring> Firings { get; } = Channel.CreateUnbounded<ScheduleFiring>();

        public ValueTask OnFiredAsync(ScheduleFiring firing, CancellationToken cancellationToken) => Firings.Writer.WriteAsync(firing, cancellationToken);
    }

    /// <summary>A wall clock that is set while the other clock runs on.</summary>
    private sealed class SteppingTime(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;
    }

    /// <summary>Says when a timer was set, so that a test moves the clock only then.</summary>
    private sealed class SignallingTime(FakeTimeProvider inner) : TimeProvider
    {
        public Channel<bool> Armed { get; } = Channel.CreateUnbounded<bool>();

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = inner.CreateTimer(callback, state, dueTime, period);
            Armed.Writer.TryWrite(true);
            return timer;
        }
    }
}
