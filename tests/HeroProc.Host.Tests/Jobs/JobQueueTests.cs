using System.Text.Json;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Host.Tests.Jobs;

internal sealed class JobQueueTests
{
    private static readonly IReadOnlyDictionary<string, string> NoEnv = new Dictionary<string, string>();
    private FakeTimeProvider _time = null!;
    private FaultyDisk _disk = null!;
    private FakeLauncher _launcher = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_000));
        _disk = new FaultyDisk(1);
        _launcher = new FakeLauncher();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Job_GoesFromPendingOverRunningToSucceeded_AndObserversHearItInOrder(CancellationToken token)
    {
        await using var life = await StartAsync();
        var job = await life.CreateAsync(Exec("true"));
        Assert.That(job, Has.Property(nameof(Job.Phase)).EqualTo(JobPhase.Pending).And.Property(nameof(Job.Attempt)).Zero);
        (await _launcher.NextAsync(token)).End(0);
        var done = await life.Watcher.FinishedAsync(job.Id, token);
        Assert.That(done, Has.Property(nameof(Job.Phase)).EqualTo(JobPhase.Succeeded).And.Property(nameof(Job.ExitCode)).Zero.And.Property(nameof(Job.Attempt)).EqualTo(1));
        Assert.That(life.Watcher.Of(job.Id).Select(one => one.Phase), Is.EqualTo((JobPhase[])[JobPhase.Pending, JobPhase.Running, JobPhase.Succeeded]));
        Assert.That((await life.GetAsync(job.Id)).FinishedAt, Is.EqualTo(_time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task CreateAsync_MakesOneJob_WhenManyComeWithOneKeyAtOnce_AlsoAfterARestart(CancellationToken token)
    {
        string id;
        await using (var life = await StartAsync())
        {
            var creations = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await life.Queue.CreateAsync(Exec("true") with { IdempotencyKey = "k" }, token))));
            Assert.That(creations.Count(one => one.Created), Is.EqualTo(1));
            id = creations.Select(one => one.Job!.Id).Distinct().Single();
            await _launcher.NextAsync(token);
            Assert.That(life.Table.Count, Is.EqualTo(1));
            await life.DieAsync();
        }

        await using var next = await StartAsync();
        var again = await next.Queue.CreateAsync(new JobRequest { Action = "is-gone", IdempotencyKey = "k" }, token);
        Assert.That((again.Created, again.Job!.Id), Is.EqualTo((false, id)));
    }

    [Test]
    public async Task CreateAsync_KeepsNothing_WhenTheDiskIsFull()
    {
        await using var life = await StartAsync();
        _disk.Capacity = 0;
        var refused = await life.Queue.CreateAsync(Exec("true") with { IdempotencyKey = "k", Inputs = JsonSerializer.SerializeToElement(new string('x', 3_000_000)) }, default);
        Assert.That(refused.Error!.Code, Is.EqualTo(RpcErrorCode.StorageUnavailable));
        Assert.That(life.Table.Count, Is.Zero);
        _disk.Capacity = long.MaxValue;
        Assert.That((await life.Queue.CreateAsync(Exec("true") with { IdempotencyKey = "k" }, default)).Created, Is.True);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task CreateAsync_IsOverloaded_WhenTheQueueIsFull_UntilAJobEnds(CancellationToken token)
    {
        await using var life = await StartAsync(new JobsOptions { MaxParallel = 1, QueueLimit = 2 });
        var first = await life.CreateAsync(Exec("true"));
        await life.CreateAsync(Exec("true"));
        var refused = await life.Queue.CreateAsync(Exec("true"), token);
        Assert.That(refused.Error!.Code, Is.EqualTo(RpcErrorCode.Overloaded));
        Assert.That(refused.Error.Details!["retry_after_ms"]!.GetValue<long>(), Is.Positive);
        (await _launcher.NextAsync(token)).End(0);
        await life.Watcher.FinishedAsync(first.Id, token);
        Assert.That((await life.Queue.CreateAsync(Exec("true"), token)).Succeeded, Is.True);
    }

    [Test]
    public async Task CreateAsync_TellsAllFaultsOfInputs_WithTheirPaths()
    {
        await using var life = await StartAsync();
        var schema = JsonElement.Parse("""{"type":"object","required":["ref"],"properties":{"n":{"type":"integer"}},"additionalProperties":false}""");
        var refused = await life.Queue.CreateAsync(
            new JobRequest { Spec = Spec("true") with { InputSchema = schema }, Inputs = JsonElement.Parse("""{"n":"x","more":1}""") }, default);
        Assert.That(refused.Error!.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
        Assert.That(refused.Error.Details!["errors"]!.AsArray().Select(error => (string?)error!["path"]), Is.EquivalentTo((string[])["inputs.ref", "inputs.n", "inputs.more"]));
    }

    [Test]
    public async Task CreateAsync_RefusesInputsThatHoldHalfACharacter()
    {
        await using var life = await StartAsync();
        var inputs = JsonElement.Parse("""{"a":"\ud800"}""");
        Assert.That((await life.Queue.CreateAsync(Exec("true") with { Inputs = inputs }, default)).Error?.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
        var spec = Spec("true") with { InputSchema = JsonElement.Parse("""{"properties":{"a":{"minLength":1}}}""") };
        Assert.That((await life.Queue.CreateAsync(new JobRequest { Spec = spec, Inputs = inputs }, default)).Error?.Code, Is.EqualTo(RpcErrorCode.InvalidParams));
    }

    [Test]
    public async Task CreateAsync_IsTooLarge_BeyondTheLimit()
    {
        await using var life = await StartAsync(new JobsOptions { MaxJobBytes = 2048 });
        var refused = await life.Queue.CreateAsync(Exec("true") with { Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["F"] = new byte[3000] } }, default);
        Assert.That((refused.Error!.Code, refused.Error.Details!["limit"]!.GetValue<long>()), Is.EqualTo((RpcErrorCode.TooLarge, 2048)));
    }

    [Test]
    public async Task CreateAsync_Refuses_WhatIsNoRequest()
    {
        await using var life = await StartAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await CodeAsync(new JobRequest()), Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(await CodeAsync(new JobRequest { Action = "a", Spec = Spec("true") }), Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(await CodeAsync(new JobRequest { Action = "unknown" }), Is.EqualTo(RpcErrorCode.NotFound));
            Assert.That(await CodeAsync(new JobRequest { Spec = new ActionSpec { Interpreter = "perl", Script = "1" } }), Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(await CodeAsync(Exec("true") with { IdempotencyKey = "" }), Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(await CodeAsync(Exec("true") with { Env = new Dictionary<string, string> { ["A=B"] = "x" } }), Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(await CodeAsync(Exec("true") with { Env = new Dictionary<string, string> { ["A"] = new('x', 70_000) } }), Is.EqualTo(RpcErrorCode.InvalidParams));
            Assert.That(await CodeAsync(Exec("true") with { Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["../F"] = default } }), Is.EqualTo(RpcErrorCode.InvalidParams));
        });

        async Task<RpcErrorCode?> CodeAsync(JobRequest request) => (await life.Queue.CreateAsync(request, default)).Error?.Code;
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Jobs_RunInTheOrderTheyWereMade_AndNoMoreThanAllowedAtOnce(CancellationToken token)
    {
        await using var life = await StartAsync(new JobsOptions { MaxParallel = 2 });
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add((await life.CreateAsync(Exec("true"))).Id);
        var order = new List<string>();
        FakeAttempt[] running = [await _launcher.NextAsync(token), await _launcher.NextAsync(token)];
        Assert.That(running.Select(one => one.Plan.JobId), Is.EquivalentTo(ids.Take(2)));
        foreach (var expected in ids.Skip(2))
        {
            Assert.That(_launcher.HasStarted, Is.False);
            running[0].End(0);
            running = [running[1], await _launcher.NextAsync(token)];
            Assert.That(running[1].Plan.JobId, Is.EqualTo(expected));
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task FailedJob_RunsAgainAfterItsWait_UntilItsAttemptsAreUsedUp(CancellationToken token)
    {
        await using var life = await StartAsync();
        var policy = new RetryPolicy { MaxAttempts = 3, DelayMs = 1000, Multiplier = 3 };
        var job = await life.CreateAsync(new JobRequest { Spec = Spec("false") with { RetryPolicy = policy } });
        foreach (var (attempt, wait) in (ValueTuple<int, long>[])[(1, 1000), (2, 3000)])
        {
            (await _launcher.NextAsync(token)).End(1);
            var waiting = await life.Watcher.WaitAsync(one => one.Id == job.Id && one.Phase == JobPhase.Pending && one.Attempt == attempt, token);
            Assert.That(waiting.NextAttemptAt, Is.EqualTo(_time.GetUtcNow().ToUnixTimeMilliseconds() + wait));
            _time.Advance(TimeSpan.FromMilliseconds(wait - 1));
            Assert.That(_launcher.HasStarted, Is.False);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await _launcher.NextAsync(token)).End(1);
        var done = await life.Watcher.FinishedAsync(job.Id, token);
        Assert.That((done.Phase, done.Attempt, done.ExitCode), Is.EqualTo((JobPhase.Failed, 3, 1)));
        Assert.That(done.Reason, Does.Contain("exit code 1"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task StartFault_IsTheReasonOfTheFailure(CancellationToken token)
    {
        _launcher.StartFault = "There is no such program.";
        await using var life = await StartAsync();
        var job = await life.CreateAsync(Exec("x"));
        var done = await life.Watcher.FinishedAsync(job.Id, token);
        Assert.That((done.Phase, done.Reason, done.ExitCode), Is.EqualTo((JobPhase.Failed, "There is no such program.", (int?)null)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Timeout_StopsTheProcess_FirstGentlyThenForGood(CancellationToken token)
    {
        await using var life = await StartAsync();
        var job = await life.CreateAsync(new JobRequest { Spec = Spec("x") with { TimeoutMs = 60_000 }, TimeoutMs = 500 });
        var attempt = await _launcher.NextAsync(token);
        attempt.EndsWhenTerminated = false;
        await AdvanceUntilAsync(attempt.Terminated, TimeSpan.FromMilliseconds(500), token);
        Assert.That(attempt.Killed, Is.False);
        await AdvanceUntilAsync(attempt.Exit, TimeSpan.FromSeconds(5), token);
        var done = await life.Watcher.FinishedAsync(job.Id, token);
        Assert.That((done.Phase, done.ExitCode, attempt.Killed), Is.EqualTo((JobPhase.TimedOut, 137, true)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task CancelAsync_StopsARunningJob_AndNoAttemptFollows(CancellationToken token)
    {
        await using var life = await StartAsync();
        var job = await life.CreateAsync(new JobRequest { Spec = Spec("x") with { RetryPolicy = new RetryPolicy { MaxAttempts = 9 } } });
        await _launcher.NextAsync(token);
        var cancelled = await life.Queue.CancelAsync(job.Id, "not needed", token);
        Assert.That((cancelled.Value!.Phase, cancelled.Value.Reason, cancelled.Value.ExitCode), Is.EqualTo((JobPhase.Cancelled, "not needed", 143)));
        Assert.That((await life.Queue.CancelAsync(job.Id, "again", token)).Value!.Reason, Is.EqualTo("not needed"));
        Assert.That((await life.Queue.CancelAsync("unknown", "x", token)).Error!.Code, Is.EqualTo(RpcErrorCode.NotFound));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task CancelAsync_EndsAWaitingJobWithoutAProcess(CancellationToken token)
    {
        await using var life = await StartAsync(new JobsOptions { MaxParallel = 1 });
        await life.CreateAsync(Exec("one"));
        var running = await _launcher.NextAsync(token);
        var waiting = await life.CreateAsync(Exec("two"));
        Assert.That((await life.Queue.CancelAsync(waiting.Id, "no", token)).Value!.Phase, Is.EqualTo(JobPhase.Cancelled));
        var third = await life.CreateAsync(Exec("three"));
        running.End(0);
        Assert.That((await _launcher.NextAsync(token)).Plan.JobId, Is.EqualTo(third.Id));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task RerunAsync_RunsOnceMoreByNumber_AndIsSafeToRepeat(CancellationToken token)
    {
        await using var life = await StartAsync();
        var job = await life.CreateAsync(new JobRequest { Spec = Spec("x") with { RetryPolicy = new RetryPolicy { MaxAttempts = 5 } }, Env = new Dictionary<string, string> { ["HERO_ATTEMPT"] = "1" } });
        var first = await _launcher.NextAsync(token);
        Assert.That((await life.Queue.RerunAsync(job.Id, 2, NoEnv, token)).Error!.Code, Is.EqualTo(RpcErrorCode.Refused));
        Assert.That((await life.Queue.RerunAsync(job.Id, 1, NoEnv, token)).Value!.Phase, Is.EqualTo(JobPhase.Running));
        first.End(0);
        await life.Watcher.FinishedAsync(job.Id, token);

        var env = new Dictionary<string, string> { ["HERO_ATTEMPT"] = "2" };
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await life.Queue.RerunAsync(job.Id, 4, env, token))));
        Assert.That(results.Select(one => one.Value!.Attempt), Is.All.EqualTo(4));
        var again = await _launcher.NextAsync(token);
        Assert.That((again.Plan.Attempt, again.Plan.Env!["HERO_ATTEMPT"]), Is.EqualTo((4, "2")));
        again.End(1);
        var failed = await life.Watcher.WaitAsync(one => one.Id == job.Id && one.Attempt == 4 && one.IsFinished, token);
        Assert.That(failed.Phase, Is.EqualTo(JobPhase.Failed), "an attempt asked for is not followed by others");
        Assert.That(_launcher.Starts, Has.Count.EqualTo(2));
        Assert.That((await life.Queue.RerunAsync("unknown", 2, NoEnv, token)).Error!.Code, Is.EqualTo(RpcErrorCode.NotFound));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Start_IsTriedAgain_WhenTheJournalRefusesIt(CancellationToken token)
    {
        await using var life = await StartAsync(new JobsOptions { MaxParallel = 1 });
        await life.CreateAsync(Exec("one"));
        var running = await _launcher.NextAsync(token);
        var second = await life.CreateAsync(Exec("two"));
        _disk.ReadOnly = true;
        running.End(0);
        await AdvanceWhileAsync(() => life.Watcher.Of(second.Id).Count == 1 && _launcher.Starts.Count == 1, 5, token);
        Assert.That(_launcher.Starts, Has.Count.EqualTo(1), "no process without a record");
        _disk.ReadOnly = false;
        var next = _launcher.NextAsync(token);
        await AdvanceUntilAsync(next, TimeSpan.FromSeconds(1), token);
        Assert.That((await next).Plan.JobId, Is.EqualTo(second.Id));
    }

    private static ActionSpec Spec(string script) => new() { Interpreter = "exec", Script = script };

    private static JobRequest Exec(string script) => new() { Spec = Spec(script) };

    private Task<JobLife> StartAsync(JobsOptions? options = null) =>
        JobLife.StartAsync(_disk, _launcher, new JobLifeSetup { Time = _time, Options = options ?? new JobsOptions { MaxParallel = 4 } });

    /// <summary>A timer may be made a moment after the state it belongs to is seen: time is moved until the signal comes.</summary>
    private async Task AdvanceUntilAsync(Task signal, TimeSpan step, CancellationToken token)
    {
        while (!signal.IsCompleted)
        {
            token.ThrowIfCancellationRequested();
            _time.Advance(step);
            await Task.WhenAny(signal, Task.Run(() => Thread.Yield(), token));
        }
    }

    private async Task AdvanceWhileAsync(Func<bool> holds, int times, CancellationToken token)
    {
        for (var i = 0; i < times && holds(); i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Run(() => Thread.Yield(), token);
        }
    }
}
