using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs;
using HeroProc.Host.Jobs.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>What a new life of the host does with the jobs of one that died.</summary>
internal sealed class JobRecoveryTests
{
    private FaultyDisk _disk = null!;
    private FakeLauncher _launcher = null!;

    [SetUp]
    public void SetUp()
    {
        _disk = new FaultyDisk(7);
        _launcher = new FakeLauncher();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task WaitingJobs_GoOn_InTheirOrder(CancellationToken token)
    {
        var ids = new List<string>();
        await using (var life = await JobLife.OpenAsync(_disk, _launcher))
        {
            for (var i = 0; i < 3; i++)
                ids.Add((await life.CreateAsync(Job())).Id);
            await life.DieAsync();
        }

        await using var next = await JobLife.StartAsync(_disk, _launcher, new JobLifeSetup { Options = new JobsOptions { MaxParallel = 1 } });
        foreach (var id in ids)
        {
            var attempt = await _launcher.NextAsync(token);
            Assert.That(attempt.Plan.JobId, Is.EqualTo(id));
            attempt.End(0);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task RunningJob_IsWatchedAgain_WhenItsProcessLives(CancellationToken token)
    {
        var (id, attempt) = await DieWhileRunningAsync(Job(), token);
        var found = new FakeAttempt(attempt.Plan);
        _launcher.Finding = _ => new AttemptFinding.Alive(found);
        await using var next = await JobLife.StartAsync(_disk, _launcher);
        Assert.That((await next.GetAsync(id)).Phase, Is.EqualTo(JobPhase.Running));
        found.End(0);
        Assert.That((await next.Watcher.FinishedAsync(id, token)).Phase, Is.EqualTo(JobPhase.Succeeded));
        Assert.That(_launcher.Starts, Has.Count.EqualTo(1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task RunningJob_TakesTheExitCodeThatWasLeft(CancellationToken token)
    {
        var (id, _) = await DieWhileRunningAsync(Job(), token);
        _launcher.Finding = static _ => new AttemptFinding.Exited(3);
        await using var next = await JobLife.StartAsync(_disk, _launcher);
        var done = await next.Watcher.FinishedAsync(id, token);
        Assert.That((done.Phase, done.ExitCode), Is.EqualTo((JobPhase.Failed, 3)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task RunningJob_FailsItsAttempt_WhenItsProcessIsGone_AndTheRetryPolicyDecides(CancellationToken token)
    {
        var (id, _) = await DieWhileRunningAsync(Job(new RetryPolicy { MaxAttempts = 2, DelayMs = 0 }), token);
        _launcher.Finding = static _ => new AttemptFinding.Gone();
        await using (var next = await JobLife.StartAsync(_disk, _launcher))
        {
            Assert.That((await _launcher.NextAsync(token)).Plan.Attempt, Is.EqualTo(2));
            Assert.That(next.Watcher.Of(id).Any(one => one.Reason?.Contains("The host died while the attempt ran", StringComparison.Ordinal) == true), Is.True);
            await next.DieAsync();
        }

        await using var last = await JobLife.StartAsync(_disk, _launcher);
        var done = await last.Watcher.FinishedAsync(id, token);
        Assert.That((done.Phase, done.Attempt, _launcher.Starts.Count), Is.EqualTo((JobPhase.Failed, 2, 2)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task RunningJob_StartsAnew_WithTheSameNumber_WhenItsProgramNeverBegan(CancellationToken token)
    {
        var (id, _) = await DieWhileRunningAsync(Job(), token);
        await using var next = await JobLife.StartAsync(_disk, _launcher);
        var again = await _launcher.NextAsync(token);
        Assert.That((again.Plan.JobId, again.Plan.Attempt, again.Plan.Start), Is.EqualTo((id, 1, 2)));
        again.End(0);
        Assert.That((await next.Watcher.FinishedAsync(id, token)).Attempt, Is.EqualTo(1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Job_IsGivenUp_WhenTheHostDiedThreeTimesDuringIt(CancellationToken token)
    {
        var (id, _) = await DieWhileRunningAsync(Job(new RetryPolicy { MaxAttempts = 100 }), token);
        for (var death = 2; death <= 3; death++)
        {
            await using var life = await JobLife.StartAsync(_disk, _launcher);
            await _launcher.NextAsync(token);
            await life.DieAsync();
        }

        await using var last = await JobLife.StartAsync(_disk, _launcher);
        var done = await last.Watcher.FinishedAsync(id, token);
        Assert.That((done.Phase, _launcher.Starts.Count), Is.EqualTo((JobPhase.Failed, 3)));
        Assert.That(done.Reason, Does.Contain("died 3 times"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task StopsInGoodOrder_DoNotCountAsDeaths(CancellationToken token)
    {
        string? id = null;
        for (var life = 0; life < 6; life++)
        {
            await using var host = await JobLife.StartAsync(_disk, _launcher);
            id ??= (await host.CreateAsync(Job())).Id;
            await _launcher.NextAsync(token);
        }

        await using var last = await JobLife.StartAsync(_disk, _launcher);
        (await _launcher.NextAsync(token)).End(0);
        Assert.That((await last.Watcher.FinishedAsync(id!, token)).Phase, Is.EqualTo(JobPhase.Succeeded));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Cancellation_IsCarriedOut_WhenTheHostDiedBeforeTheProcessEnded(CancellationToken token)
    {
        var life = await JobLife.StartAsync(_disk, _launcher);
        var job = await life.CreateAsync(Job());
        var attempt = await _launcher.NextAsync(token);
        attempt.EndsWhenTerminated = false;
        var cancelling = Task.Run(async () => await life.Queue.CancelAsync(job.Id, "stop it", token), token);
        await attempt.Terminated.WaitAsync(token);
        await life.DieAsync();
        await cancelling;

        var found = new FakeAttempt(attempt.Plan);
        _launcher.Finding = _ => new AttemptFinding.Alive(found);
        await using var next = await JobLife.StartAsync(_disk, _launcher);
        var done = await next.Watcher.FinishedAsync(job.Id, token);
        Assert.That((done.Phase, done.Reason, found.Terminated.IsCompleted), Is.EqualTo((JobPhase.Cancelled, "stop it", true)));
    }

    /// <summary>The power goes at each change of the disk in turn; what was answered is there, and nothing runs twice under one number.</summary>
    [Test]
    [CancelAfter(60_000)]
    public async Task PowerCut_AtEachStep_LosesNothingThatWasAnswered(CancellationToken token)
    {
        for (var cut = 1; cut <= 14; cut++)
        {
            var disk = new FaultyDisk(cut);
            var launcher = new FakeLauncher { ExitCode = 0 };
            var answered = new List<string>();
            var finished = new List<string>();
            await using (var life = await JobLife.StartAsync(disk, launcher))
            {
                disk.CutAfter = cut;
                for (var i = 0; i < 3 && !disk.PowerIsOff; i++)
                {
                    var creation = await life.Queue.CreateAsync(Job() with { IdempotencyKey = $"k{i}" }, token);
                    if (!creation.Succeeded)
                        break;
                    answered.Add(creation.Job.Id);
                    var ended = life.Watcher.FinishedAsync(creation.Job.Id, token);
                    using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
                    while (!ended.IsCompleted && !disk.PowerIsOff)
                        await look.WaitForNextTickAsync(token);
                    if (ended.IsCompletedSuccessfully)
                        finished.Add(creation.Job.Id);
                }

                if (!disk.PowerIsOff)
                    disk.CutPower();
                await life.DieAsync();
            }

            launcher.Boot = "boot-2";
            launcher.Finding = static _ => new AttemptFinding.Gone();
            await using var next = await JobLife.StartAsync(disk, launcher);
            foreach (var id in answered)
            {
                var done = (await next.GetAsync(id)).IsFinished ? await next.GetAsync(id) : await next.Watcher.FinishedAsync(id, token);
                Assert.That(done.Phase, finished.Contains(id) ? Is.EqualTo(JobPhase.Succeeded) : Is.AnyOf(JobPhase.Succeeded, JobPhase.Failed), $"cut {cut}");
            }

            Assert.That(launcher.Starts.GroupBy(start => (start.Job, start.Attempt)).Select(group => group.Count()), Is.All.EqualTo(1), $"cut {cut}");
        }
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(60_000)]
    public async Task RealProcess_OutlivesTheHost_AndIsTakenOver(CancellationToken token)
    {
        using var folder = new TemporaryFolder();
        var folders = new JobFolders(Path.Combine(folder.Path, "work"));
        var options = new JobsOptions { MaxParallel = 2, PollInterval = TimeSpan.FromMilliseconds(10) };
        var launcher = new ProcessLauncher(folders, options, Python.Environment, TimeProvider.System, NullLogger<ProcessLauncher>.Instance);
        var setup = new JobLifeSetup { Options = options };
        var life = await JobLife.StartAsync(_disk, launcher, setup, folders);
        var spec = new ActionSpec { Interpreter = "bash", Script = "echo one; touch here; while [ ! -e go ]; do sleep 0.02; done; echo two; touch done" };
        var job = await life.CreateAsync(new JobRequest { Spec = spec });
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!File.Exists(Path.Combine(folders.Of(job.Id), "here")))
            await look.WaitForNextTickAsync(token);
        await life.DieAsync();

        // Its last words are kept only if somebody reads them: it goes on once it is found.
        var finder = new FindingLauncher(launcher);
        await using var next = await JobLife.StartAsync(_disk, finder, setup, folders);
        Assert.That(await finder.Found.WaitAsync(token), Is.TypeOf<AttemptFinding.Alive>());
        await File.WriteAllTextAsync(Path.Combine(folders.Of(job.Id), "go"), string.Empty, token);
        var done = await next.Watcher.FinishedAsync(job.Id, token);
        Assert.That((done.Phase, done.Attempt), Is.EqualTo((JobPhase.Succeeded, 1)));
        var logs = await JobLife.CallAsync(next.Rpc, "job.logs", $$"""{"job_id":"{{job.Id}}"}""");
        var result = (HeroProc.Host.Jobs.Rpc.JobLogsResult)logs.Value!;
        Assert.That(result.Lines.Select(line => line.Line), Is.EqualTo((string[])["one", "two"]));
    }

    private static JobRequest Job(RetryPolicy? policy = null) => new() { Spec = new ActionSpec { Interpreter = "exec", Script = "true", RetryPolicy = policy } };

    private async Task<(string Id, FakeAttempt Attempt)> DieWhileRunningAsync(JobRequest request, CancellationToken token)
    {
        await using var life = await JobLife.StartAsync(_disk, _launcher);
        var job = await life.CreateAsync(request);
        var attempt = await _launcher.NextAsync(token);
        await life.DieAsync();
        return (job.Id, attempt);
    }
}
