using HeroProc.Events.Deliveries;
using HeroProc.Events.Dispatch;
using HeroProc.Events.TestKit;
using HeroProc.Events.Triggers;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;

namespace HeroProc.Events.Tests.Dispatch;

/// <summary>Deliveries on their whole way, with jobs that end when the test says so.</summary>
[Parallelizable]
public sealed class DeliveryEngineTests
{
    private EventsRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await new EventsRig().StartAsync();

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    private async Task<Job> RunOneAsync(TriggerPolicy? policy = null)
    {
        await _rig.SetAsync(Some.Trigger("t", policy: policy));
        await _rig.EmitAsync();
        await _rig.IdleAsync();
        return _rig.Jobs.Jobs.Single();
    }

    private async Task<RpcResult<Delivery>> CommandAsync(DeliveryCommand command)
    {
        var result = await _rig.Life.Engine.CommandAsync(await _rig.DeliveryAsync(), command, CancellationToken.None);
        await _rig.IdleAsync();
        return result;
    }

    [Test]
    public async Task Delivery_Succeeds_WithItsJob()
    {
        var job = await RunOneAsync();
        Assert.That(await _rig.DeliveryAsync(), Has.Property("State").EqualTo(DeliveryState.Running).And.Property("JobId").EqualTo(job.Id).And.Property("Attempt").EqualTo(1));

        _rig.Jobs.End(job.Id, JobPhase.Succeeded);

        var delivery = await _rig.DeliveryAsync();
        Assert.Multiple(() =>
        {
            Assert.That(delivery.State, Is.EqualTo(DeliveryState.Succeeded));
            Assert.That(job.IdempotencyKey, Is.EqualTo(delivery.Id));
            Assert.That(_rig.Life.Engine.Unfinished, Is.Zero);
        });
    }

    [Test]
    public async Task Job_GetsWhatTheContractSays()
    {
        var job = await RunOneAsync(new() { TimeoutMs = 1234 });

        var request = _rig.Jobs.RequestOf(job.Id);
        var delivery = await _rig.DeliveryAsync();
        Assert.Multiple(() =>
        {
            Assert.That(request.Env, Is.SupersetOf(new Dictionary<string, string>
            {
                ["HERO_EVENT_ID"] = delivery.EventId,
                ["HERO_SOURCE_ID"] = "manual",
                ["HERO_TRIGGER_ID"] = "t",
                ["HERO_DELIVERY_ID"] = delivery.Id,
                ["HERO_ATTEMPT"] = "1",
            }));
            Assert.That(request.Files!.Keys, Is.EqualTo(["HERO_EVENT_FILE"]));
            Assert.That(request.TimeoutMs, Is.EqualTo(1234));
        });
    }

    [TestCase(JobPhase.Succeeded, DeliveryState.Succeeded)]
    [TestCase(JobPhase.Failed, DeliveryState.Waiting)]
    [TestCase(JobPhase.TimedOut, DeliveryState.Waiting)]
    [TestCase(JobPhase.Cancelled, DeliveryState.Discarded)]
    public async Task Delivery_HearsAnEnd_ThatComesBeforeTheStartReturns(JobPhase phase, DeliveryState state)
    {
        _rig.Jobs.EndAtOnce = _ => phase;
        await RunOneAsync();

        var delivery = await _rig.DeliveryAsync();
        Assert.That((delivery.State, delivery.Attempt), Is.EqualTo((state, 1)));
    }

    [Test]
    public async Task Delivery_IsTriedAgain_ThenDead_ThenHasANewBudgetByRetry()
    {
        var job = await RunOneAsync(new() { Retry = new(MaxAttempts: 2) });
        _rig.Jobs.End(job.Id, JobPhase.Failed, "no luck");
        var waiting = await _rig.DeliveryAsync();
        await _rig.AdvanceAsync(TimeSpan.FromMilliseconds(999));
        Assert.That((waiting.State, waiting.NextAttemptAt, waiting.LastError, _rig.Jobs.Open.Count), Is.EqualTo((DeliveryState.Waiting, (long?)_rig.Now + 1, "no luck", 0)));

        await _rig.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.That(_rig.Jobs.Open.Single(), Has.Property("Id").EqualTo(job.Id).And.Property("Attempt").EqualTo(2));
        _rig.Jobs.End(job.Id, JobPhase.TimedOut);
        var dead = await _rig.DeliveryAsync();
        Assert.That((dead.State, dead.Attempt, dead.Reason is not null), Is.EqualTo((DeliveryState.Dead, 2, true)));

        Assert.That((await CommandAsync(DeliveryCommand.Retry)).Succeeded, Is.True);
        _rig.Jobs.End(job.Id, JobPhase.Failed);
        Assert.That((await _rig.DeliveryAsync()).State, Is.EqualTo(DeliveryState.Waiting));
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(2));
        _rig.Jobs.End(job.Id, JobPhase.Succeeded);

        var done = await _rig.DeliveryAsync();
        Assert.That((done.State, done.Attempt, done.Reason, _rig.Jobs.Jobs.Count), Is.EqualTo((DeliveryState.Succeeded, 4, (string?)null, 1)));
    }

    [Test]
    public async Task Delivery_IgnoresAnEnd_ThatIsToldTwice()
    {
        var job = await RunOneAsync();
        _rig.Jobs.End(job.Id, JobPhase.Failed);
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        var stale = _rig.Jobs.Open.Single() with { Phase = JobPhase.Failed, Attempt = 1 };

        _rig.Jobs.Observer!.OnJobChanged(stale);

        Assert.That((await _rig.DeliveryAsync()).State, Is.EqualTo(DeliveryState.Running));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Delivery_IsDiscarded_WhenItsJobIsCancelledBeforeItBegins(bool crash)
    {
        _rig.Jobs.HoldStarts = true;
        var job = await RunOneAsync();
        if (crash)
        {
            await _rig.CrashAsync();
        }

        await _rig.Jobs.CancelAsync(job.Id, "not wanted", default);
        if (crash)
        {
            await _rig.StartAsync();
        }

        var delivery = await _rig.DeliveryAsync();
        Assert.That((delivery.State, delivery.Reason, delivery.LastError), Is.EqualTo((DeliveryState.Discarded, "by_person", "not wanted")));
    }

    [Test]
    public async Task Delivery_RunsInANewJob_WhenTheOldOneVanished()
    {
        var job = await RunOneAsync();
        _rig.Jobs.End(job.Id, JobPhase.Failed);
        await _rig.IdleAsync();
        _rig.Jobs.Forget(job.Id);
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(1));

        var second = _rig.Jobs.Open.Single();
        Assert.That(second.Id, Is.Not.EqualTo(job.Id));
        _rig.Jobs.End(second.Id, JobPhase.Failed);
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(10));
        _rig.Jobs.End(second.Id, JobPhase.Succeeded);

        Assert.That(await _rig.DeliveryAsync(), Has.Property("State").EqualTo(DeliveryState.Succeeded).And.Property("JobId").EqualTo(second.Id));
    }

    [Test]
    public async Task Delivery_IsTriedAgain_WhenItsJobVanishedWhileTheHostWasDown()
    {
        var job = await RunOneAsync();
        await _rig.CrashAsync();
        _rig.Jobs.Forget(job.Id);
        await _rig.StartAsync();
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(1));

        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Succeeded);
        Assert.That(await _rig.DeliveryAsync(), Has.Property("State").EqualTo(DeliveryState.Succeeded).And.Property("Attempt").EqualTo(2));
    }

    [Test]
    public async Task Delivery_Rests_WithoutAnAttempt_WhileTheQueueTakesNothing()
    {
        _rig.Jobs.Refusal = RpcError.Overloaded(100);
        await _rig.SetAsync(Some.Trigger("t"));
        await _rig.EmitAsync();
        for (var i = 0; i < 20; i++)
        {
            await _rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.That(await _rig.DeliveryAsync(), Has.Property("State").EqualTo(DeliveryState.Pending).And.Property("Attempt").EqualTo(0).And.Property("LastError").Not.Null);
        _rig.Jobs.Refusal = null;
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.That(_rig.Jobs.Open, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Delivery_IsDead_WhenTheQueueRefusesItForGood()
    {
        _rig.Jobs.Refusal = RpcError.InvalidParam("inputs.x", "wrong");
        await _rig.SetAsync(Some.Trigger("t"));
        await _rig.EmitAsync();

        Assert.That(await _rig.DeliveryAsync(), Has.Property("State").EqualTo(DeliveryState.Dead).And.Property("Reason").Contains("wrong"));
    }

    [Test]
    public async Task Delivery_FailsAndGoesOn_WhenTheQueueThrows()
    {
        var faults = 1;
        _rig.Jobs.BeforeCreate = _ =>
        {
            if (faults-- > 0)
            {
                throw new IOException("gone");
            }
        };
        await _rig.SetAsync(Some.Trigger("t"));
        await _rig.EmitAsync();
        var failed = await _rig.DeliveryAsync();
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Multiple(() =>
        {
            Assert.That((failed.State, failed.LastError!.Contains("gone", StringComparison.Ordinal)), Is.EqualTo((DeliveryState.Waiting, false)));
            Assert.That(_rig.Jobs.Open, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task CancelOther_StopsTheOlderJob_AlsoWhileItIsBeingStarted()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { Overlap = Overlap.CancelOther }));
        using var gate = new ManualResetEventSlim();
        var starting = new TaskCompletionSource();
        _rig.Jobs.BeforeCreate = _ =>
        {
            if (starting.TrySetResult())
            {
                gate.Wait(TimeSpan.FromSeconds(20));
            }
        };
        await _rig.EmitAsync();
        await starting.Task;
        await _rig.EmitAsync();
        await _rig.Life.Routing.WaitUntilPassedAsync(_rig.Life.Log.DurableSeq, default);
        gate.Set();
        await _rig.IdleAsync();
        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Succeeded);

        Assert.That((await _rig.DeliveriesAsync()).Select(static delivery => (delivery.State, delivery.Reason)), Is.EqualTo([(DeliveryState.Skipped, "overlap"), (DeliveryState.Succeeded, (string?)null)]));
    }

    [Test]
    public async Task CancelOther_IsStillTheReason_AfterARestart()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { Overlap = Overlap.CancelOther }));
        await _rig.EmitAsync();
        await _rig.IdleAsync();
        await _rig.CrashAsync();
        await _rig.Jobs.CancelAsync(_rig.Jobs.Open.Single().Id, AttemptRunner.SupersededReason, default);
        await _rig.StartAsync();

        Assert.That(await _rig.DeliveryAsync(), Has.Property("State").EqualTo(DeliveryState.Skipped).And.Property("Reason").EqualTo("overlap"));
    }

    [Test]
    public async Task Discard_And_Release_OfHeldOnes()
    {
        await _rig.SetAsync(Some.Source("s", HeroProc.Events.Sources.SourceState.Held));
        await _rig.SetAsync(Some.Trigger("t", "s"));
        await _rig.EmitAsync(source: "s");

        Assert.That((await CommandAsync(DeliveryCommand.Retry)).Error?.Code, Is.EqualTo(RpcErrorCode.Refused));
        Assert.That((await CommandAsync(DeliveryCommand.Release)).Value?.State, Is.EqualTo(DeliveryState.Pending));
        Assert.That((await CommandAsync(DeliveryCommand.Release)).Error?.Code, Is.EqualTo(RpcErrorCode.Refused), "It runs.");
        Assert.That((await CommandAsync(DeliveryCommand.Discard)).Error?.Code, Is.EqualTo(RpcErrorCode.Refused), "It runs.");
        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Succeeded);
        Assert.That((await CommandAsync(DeliveryCommand.Retry)).Error?.Code, Is.EqualTo(RpcErrorCode.Refused), "It has succeeded.");
        Assert.That((await _rig.DeliveryAsync()).State, Is.EqualTo(DeliveryState.Succeeded));
    }

    [Test]
    public async Task Release_IsRefused_WhenTheTriggerIsGone_AndDiscardIsNot()
    {
        await _rig.SetAsync(Some.Source("s", HeroProc.Events.Sources.SourceState.Held));
        await _rig.SetAsync(Some.Trigger("t", "s"));
        await _rig.EmitAsync(source: "s");
        await _rig.Life.Registrar.RemoveAsync("s", null, default);

        Assert.That((await CommandAsync(DeliveryCommand.Release)).Error?.Code, Is.EqualTo(RpcErrorCode.Refused));
        Assert.That((await CommandAsync(DeliveryCommand.Discard)).Value?.State, Is.EqualTo(DeliveryState.Discarded));
    }

    [Test]
    public async Task Discard_EndsOneThatWaits_ForGood()
    {
        var job = await RunOneAsync();
        _rig.Jobs.End(job.Id, JobPhase.Failed);
        await _rig.IdleAsync();

        await CommandAsync(DeliveryCommand.Discard);
        await _rig.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.That((_rig.Jobs.Open.Count, (await _rig.DeliveryAsync()).Reason), Is.EqualTo((0, "by_person")));
    }

    [Test]
    public async Task Retry_RunsWhatHadExpired_AlsoAfterARestart()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { MaxConcurrent = 1, ExpiresAfterMs = 1000 }));
        await _rig.EmitAsync();
        await _rig.EmitAsync();
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(2));
        var expired = (await _rig.DeliveriesAsync())[1];
        Assert.That(expired.Reason, Is.EqualTo("expired"));

        await _rig.Life.Engine.CommandAsync(expired, DeliveryCommand.Retry, default);
        await _rig.CrashAndRestartAsync();
        await _rig.IdleAsync();
        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Succeeded);
        await _rig.IdleAsync();

        Assert.That(_rig.Jobs.Open.Single().IdempotencyKey, Is.EqualTo(expired.Id));
    }

    [Test]
    public async Task Command_IsRefusedUnchanged_WhileNothingCanBeWritten()
    {
        var job = await RunOneAsync(new() { Retry = new(MaxAttempts: 1) });
        var dead = await DieAsync(job);
        _rig.Disk.ReadOnly = true;
        await _rig.Life.Ledger.WriteAsync(dead with { LastError = "x" }).WaitAsync(TimeSpan.FromMilliseconds(1)).ContinueWith(static _ => { }, TaskScheduler.Default);
        await WaitUntilAsync(() => _rig.Life.Ledger.IsFailing);

        var refused = await _rig.Life.Engine.CommandAsync(dead, DeliveryCommand.Retry, default);
        Assert.That((refused.Error?.Code, _rig.Jobs.Open.Count), Is.EqualTo((RpcErrorCode.StorageUnavailable, 0)));

        _rig.Disk.ReadOnly = false;
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        await _rig.IdleAsync();
        Assert.That((await _rig.Life.Engine.CommandAsync(dead, DeliveryCommand.Retry, default)).Succeeded, Is.True);
    }

    [Test]
    public async Task TriggerRemoved_DiscardsWhatWaits_AndLetsTheRunningEnd()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { MaxConcurrent = 1 }));
        await _rig.EmitAsync();
        await _rig.EmitAsync();
        await _rig.IdleAsync();

        await _rig.Life.Registrar.RemoveAsync(null, "t", default);
        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Failed);

        Assert.That((await _rig.DeliveriesAsync()).Select(static delivery => delivery.State), Is.EqualTo([DeliveryState.Dead, DeliveryState.Discarded]));
        Assert.That(_rig.Life.Engine.Unfinished, Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Batch_RunsOnceForAll_AndLosesNobody_WhenTheHostDies(bool crash)
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { Batch = new() { Max = 3, WindowMs = 60_000 } }));
        _rig.Jobs.Refusal = RpcError.Overloaded(1);
        for (var i = 0; i < 3; i++)
        {
            await _rig.EmitAsync(payload: $"{{\"n\":{i}}}");
        }

        await _rig.IdleAsync();
        if (crash)
        {
            await _rig.CrashAndRestartAsync(power: true);
        }

        _rig.Jobs.Refusal = null;
        await _rig.AdvanceAsync(TimeSpan.FromSeconds(2));
        var job = _rig.Jobs.Jobs.Single();
        _rig.Jobs.End(job.Id, JobPhase.Succeeded);

        var all = await _rig.DeliveriesAsync();
        using var batch = System.Text.Json.JsonDocument.Parse(_rig.Jobs.RequestOf(job.Id).Files!["HERO_BATCH_FILE"]);
        Assert.Multiple(() =>
        {
            Assert.That(batch.RootElement.EnumerateArray().Select(static item => item.GetProperty("data").GetProperty("n").GetInt32()), Is.EqualTo([0, 1, 2]));
            Assert.That(all.Select(static delivery => (delivery.State, delivery.Reason)), Is.EqualTo([(DeliveryState.Skipped, "batched"), (DeliveryState.Skipped, "batched"), (DeliveryState.Succeeded, (string?)null)]));
            Assert.That(all.Take(2).Select(static delivery => delivery.CarriedBy), Is.All.EqualTo(all[2].Id));
        });
    }

    [Test]
    public async Task Throttle_IsNotEscaped_ByARestart()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { Throttle = new() { Count = 1, PeriodMs = 60_000 } }));
        await _rig.EmitAsync();
        await _rig.IdleAsync();
        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Succeeded);
        await _rig.IdleAsync();
        await _rig.CrashAndRestartAsync();

        await _rig.EmitAsync();
        await _rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        await _rig.EmitAsync();

        Assert.That((await _rig.DeliveriesAsync()).Select(static delivery => delivery.State), Is.EqualTo([DeliveryState.Succeeded, DeliveryState.Skipped, DeliveryState.Running]));
    }

    [Test]
    public async Task Ordered_HoldsAcrossARestart_WhenNewEventsComeAtOnce()
    {
        await _rig.SetAsync(Some.Trigger("t", policy: new() { Ordered = true }));
        for (var i = 0; i < 5; i++)
        {
            await _rig.EmitAsync();
        }

        await _rig.IdleAsync();
        await _rig.CrashAsync();
        _rig.Jobs.End(_rig.Jobs.Open.Single().Id, JobPhase.Succeeded);
        await _rig.StartAsync();
        await _rig.EmitAsync();
        List<string> order = [];
        while ((await _rig.DeliveriesAsync()).Any(static delivery => !delivery.IsFinished))
        {
            var job = _rig.Jobs.Open.Single();
            order.Add(job.IdempotencyKey!);
            _rig.Jobs.End(job.Id, JobPhase.Succeeded);
        }

        Assert.That(order, Is.EqualTo((await _rig.DeliveriesAsync()).Skip(1).Select(static delivery => delivery.Id)));
    }

    private async Task<Delivery> DieAsync(Job job)
    {
        _rig.Jobs.End(job.Id, JobPhase.Failed);
        return await _rig.DeliveryAsync();
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
