using System.Security.Cryptography;
using HeroProc.Events.TestKit;
using HeroProc.Extensibility.Actions;
using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Actions;
using HeroProc.Host.Jobs;
using HeroProc.Host.Jobs.Output;
using HeroProc.Host.Jobs.Queue;
using HeroProc.Host.Jobs.Records;
using HeroProc.Host.Jobs.Retention;
using HeroProc.Host.Jobs.Rpc;
using HeroProc.Host.Jobs.Running;
using HeroProc.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace HeroProc.Host.Tests.Jobs;

/// <summary>One life of the host's actions and jobs, from start to a stop in good order or a death.</summary>
internal sealed class JobLife : IAsyncDisposable
{
    private readonly JobsService _service;
    private readonly IJournalDisk _disk;

    private JobLife(IJournalDisk disk, IAttemptLauncher launcher, JobFolders folders, JobLifeSetup setup)
    {
        _disk = disk;
        var options = setup.Options;
        var time = setup.Time;
        Ledger = new Ledger(disk, options, time, NullLogger<Ledger>.Instance);
        Types = new ActionTypes(() => setup.Types, () => setup.Scheduler);
        var check = new ActionSpecCheck(Types);
        Actions = new ActionRegistry(Ledger, Types, check, NullLogger<ActionRegistry>.Instance);
        Watcher = new JobWatcher();
        var observers = new JobObservers(() => [Watcher, .. setup.Observers], NullLogger<JobObservers>.Instance);
        Table = new JobTable();
        var jobs = new JobLedger(Table, Ledger, observers);
        var run = new AttemptRun(jobs, launcher, new RetryDelay(() => 0), options, time, NullLogger<AttemptRun>.Instance);
        var runner = new JobRunner(Table, jobs, run, options, time, NullLogger<JobRunner>.Instance);
        Tidier = new JobTidier(Table, jobs, Ledger, Actions, launcher, options, time, NullLogger<JobTidier>.Instance);
        Queue = new JobQueue(Table, jobs, runner, new JobRequestCheck(Actions, Types, check), new JobIds(time, RandomNumberGenerator.Fill), options, time);
        Rpc = new JobRpcModule(Queue, Table, new JobOutput(folders));
        _service = new JobsService(Ledger, Actions, jobs, runner, Tidier);
    }

    public Ledger Ledger { get; }

    public ActionTypes Types { get; }

    public ActionRegistry Actions { get; }

    public JobTable Table { get; }

    public JobTidier Tidier { get; }

    public IJobQueue Queue { get; }

    public JobRpcModule Rpc { get; }

    public JobWatcher Watcher { get; }

    public static async Task<JobLife> StartAsync(IJournalDisk disk, IAttemptLauncher launcher, JobLifeSetup? setup = null, JobFolders? folders = null)
    {
        var life = await OpenAsync(disk, launcher, setup, folders);
        await life._service.StartedAsync(default);
        return life;
    }

    /// <summary>Reads the journal, runs nothing.</summary>
    public static async Task<JobLife> OpenAsync(IJournalDisk disk, IAttemptLauncher launcher, JobLifeSetup? setup = null, JobFolders? folders = null)
    {
        var life = new JobLife(disk, launcher, folders ?? new JobFolders("/nowhere"), setup ?? new JobLifeSetup());
        await life._service.StartingAsync(default);
        return life;
    }

    public async Task<Job> CreateAsync(JobRequest request)
    {
        var creation = await Queue.CreateAsync(request, default);
        Assert.That(creation.Error, Is.Null);
        return creation.Job!;
    }

    public async Task<Job> GetAsync(string id) => await Queue.GetAsync(id, default) ?? throw new AssertionException($"Job {id} is not there");

    /// <summary>Calls a method as the RPC server would, with params as JSON.</summary>
    public static async Task<RpcResult<object>> CallAsync(IRpcModule module, string method, string parameters)
    {
        var found = module.Methods.Single(one => one.Info.Name == method);
        var bound = System.Text.Json.JsonSerializer.Deserialize(parameters, found.ParamsType)!;
        return await found.InvokeAsync(bound, new RpcCall(null, default), default);
    }

    /// <summary>Dies as by <c>kill -9</c>: nothing more is recorded; processes live on.</summary>
    public async Task DieAsync()
    {
        (_disk as FaultyDisk)?.Kill();
        await _service.StopAsync(inGoodOrder: false);
        (_disk as FaultyDisk)?.Restart();
    }

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();
}

internal sealed record JobLifeSetup
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public JobsOptions Options { get; init; } = new() { MaxParallel = 4, PollInterval = TimeSpan.FromMilliseconds(20), SegmentBytes = 1024 * 1024 };

    public IReadOnlyList<IActionType> Types { get; init; } = [];

    public IReadOnlyList<IJobObserver> Observers { get; init; } = [];

    public IScheduler? Scheduler { get; init; }
}
