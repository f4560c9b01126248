using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace HeroProc.Host.Tests.Jobs;

internal sealed class JobTidierTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_000));

    [Test]
    [CancelAfter(20_000)]
    public async Task StepAsync_ForgetsAJobAfterItsTime_NotBefore(CancellationToken token)
    {
        var launcher = new FakeLauncher { ExitCode = 0 };
        await using var life = await JobLife.StartAsync(new FaultyDisk(1), launcher, Setup(new JobsOptions()));
        var job = await DoneAsync(life, new JobRequest { Spec = Spec(), IdempotencyKey = "k" }, token);
        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        await life.Tidier.StepAsync(token);
        Assert.That((await life.Queue.CreateAsync(new JobRequest { Spec = Spec(), IdempotencyKey = "k" }, token)).Created, Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await life.Tidier.StepAsync(token);
        Assert.That(await life.Queue.GetAsync(job, token), Is.Null);
        Assert.That(launcher.DeletedFolders, Does.Contain(job));
        Assert.That((await life.Queue.CreateAsync(new JobRequest { Spec = Spec(), IdempotencyKey = "k" }, token)).Created, Is.True);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task StepAsync_ForgetsTheOldestBeyondTheLimit_ButKeepsTheirKeys(CancellationToken token)
    {
        var launcher = new FakeLauncher { ExitCode = 0 };
        await using var life = await JobLife.StartAsync(new FaultyDisk(1), launcher, Setup(new JobsOptions { KeptJobs = 2 }));
        var keyed = await DoneAsync(life, new JobRequest { Spec = Spec(), IdempotencyKey = "k" }, token);
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
            ids.Add(await DoneAsync(life, new JobRequest { Spec = Spec() }, token));
        await life.Tidier.StepAsync(token);
        Assert.That(await life.Queue.GetAsync(keyed, token), Is.Not.Null);
        Assert.That(await life.Queue.GetAsync(ids[0], token), Is.Null);
        Assert.That(await life.Queue.GetAsync(ids[1], token), Is.Null);
        Assert.That(await life.Queue.GetAsync(ids[3], token), Is.Not.Null);
        Assert.That(launcher.DeletedFolders, Is.EqualTo((string[])[keyed, ids[0], ids[1]]));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task StepAsync_KeepsTheJournalSmall_AndWhatIsNeededInIt(CancellationToken token)
    {
        var disk = new FaultyDisk(3);
        var launcher = new FakeLauncher { ExitCode = 0 };
        var setup = Setup(new JobsOptions { SegmentBytes = 1024 * 1024, MaxParallel = 4, KeptJobs = 0 });
        string kept;
        await using (var life = await JobLife.StartAsync(disk, launcher, setup))
        {
            Assert.That((await life.Actions.SetAsync(new ActionDefinition("kept", Spec()), token)).Succeeded, Is.True);
            kept = await DoneAsync(life, new JobRequest { Action = "kept", IdempotencyKey = "k", Inputs = System.Text.Json.JsonElement.Parse("42") }, token);
            var large = System.Text.Json.JsonSerializer.SerializeToElement(new string('x', 300_000));
            for (var i = 0; i < 24; i++)
                await DoneAsync(life, new JobRequest { Spec = Spec(), Inputs = large }, token);
            for (var step = 0; step < 12; step++)
                await life.Tidier.StepAsync(token);
            Assert.That(disk.List().Count(name => name.EndsWith(".seg", StringComparison.Ordinal)), Is.LessThanOrEqualTo(4), string.Join(' ', disk.List()));
            await life.DieAsync();
        }

        await using var next = await JobLife.StartAsync(disk, launcher, setup);
        Assert.That(next.Actions.Find("kept"), Is.Not.Null);
        var job = await next.GetAsync(kept);
        Assert.That((job.Phase, job.Inputs!.Value.GetInt32(), job.Action), Is.EqualTo((JobPhase.Succeeded, 42, "kept")));
        await next.Tidier.StepAsync(token);
        Assert.That(next.Table.Count, Is.EqualTo(1));
    }

    private static ActionSpec Spec() => new() { Interpreter = "exec", Script = "true" };

    private static async Task<string> DoneAsync(JobLife life, JobRequest request, CancellationToken token)
    {
        var job = await life.CreateAsync(request);
        await life.Watcher.FinishedAsync(job.Id, token);
        return job.Id;
    }

    private JobLifeSetup Setup(JobsOptions options) => new() { Time = _time, Options = options };
}
