using HeroProc.Extensibility.Jobs;
using HeroProc.Host.Jobs.Records;
using HeroProc.Host.Jobs.Running;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>The way of one attempt: record the start, start the process, watch it, record the end; and the same way from the middle after a death of the host.</summary>
internal sealed partial class AttemptRun(
    JobLedger ledger, IAttemptLauncher launcher, RetryDelay delay, JobsOptions options, TimeProvider time, ILogger<AttemptRun> logger)
{
    /// <summary>How often the host may die during a job before the job is held to be the cause.</summary>
    public const int MaxHostDeaths = 3;

    private readonly ILogger _logger = logger;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs the next attempt of a waiting job. Returns when to look at the job again if the journal refused its start.</summary>
    public async Task<long?> RunAsync(ActiveAttempt active, CancellationToken halting)
    {
        var entry = active.Entry;
        var definition = ledger.ReadDefinition(entry);
        if (definition is null)
        {
            await EndAsync(entry, Damaged, new RetryPolicy(), halting).ConfigureAwait(false);
            return null;
        }

        entry.Definition = definition;
        try
        {
            var (state, started, error) = await ledger.ChangeAsync(entry, Started, halting).ConfigureAwait(false);
            if (error is not null)
            {
                NotRecorded(state.Id, error.Message);
                return Now + (long)options.PollInterval.TotalMilliseconds;
            }

            if (!started)
            {
                return null;
            }

            launcher.TrimAttempts(state.Id);
            // A start that is recorded is carried through even when the host stops meanwhile, so that the process can be found.
            var start = await launcher.StartAsync(new AttemptPlan(state.Id, state.Attempt, state.Starts, definition, state.Env), CancellationToken.None).ConfigureAwait(false);
            if (start is AttemptStart.Running running)
            {
                await WatchAsync(active, running.Attempt, definition, halting).ConfigureAwait(false);
            }
            else
            {
                await EndAsync(entry, new AttemptEnd(null, Reason: ((AttemptStart.Failed)start).Reason), definition.Retry, halting).ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            entry.Definition = null;
        }
    }

    /// <summary>Goes on with an attempt that an earlier life of the host recorded as started.</summary>
    public async Task<long?> RecoverAsync(ActiveAttempt active, bool hostDied, CancellationToken halting)
    {
        var entry = active.Entry;
        var definition = ledger.ReadDefinition(entry);
        entry.Definition = definition;
        try
        {
            if (hostDied)
            {
                await RecordAsync(entry, static state => state with { HostDeaths = state.HostDeaths + 1 }, halting).ConfigureAwait(false);
            }

            var state = entry.State;
            var finding = await FindAsync(state, halting).ConfigureAwait(false);
            Recovered(state.Id, state.Attempt, finding.GetType().Name);
            var policy = definition?.Retry ?? new RetryPolicy();
            switch (finding)
            {
                case AttemptFinding.Alive alive:
                    await WatchAsync(active, alive.Attempt, definition, halting).ConfigureAwait(false);
                    break;
                case AttemptFinding.Exited exited:
                    await EndAsync(entry, new AttemptEnd(exited.Code), policy, halting).ConfigureAwait(false);
                    break;
                case var _ when state.HostDeaths >= MaxHostDeaths:
                    await EndAsync(entry, Poison, policy, halting).ConfigureAwait(false);
                    break;
                case AttemptFinding.NeverBegun when state.Cancelling is null:
                    await RecordAsync(entry, static one => one with { Phase = JobPhase.Pending, Numbered = true, Tries = one.Tries - 1, StartedAt = null, Boot = null }, halting).ConfigureAwait(false);
                    break;
                default:
                    await EndAsync(entry, HostDied, policy, halting).ConfigureAwait(false);
                    break;
            }

            return null;
        }
        finally
        {
            entry.Definition = null;
        }
    }

    /// <summary>Records a fault of the host as the end of the job.</summary>
    public async Task FailAsync(ActiveAttempt active, CancellationToken halting)
    {
        try
        {
            await EndAsync(active.Entry, HostFault, new RetryPolicy(), halting).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops; its next life finds the attempt as it is.
        }
    }

    private static AttemptEnd Damaged { get; } = new(null, Reason: "The record of what the job runs is damaged.", Final: true);

    private static AttemptEnd HostFault { get; } = new(null, Reason: "The host met a fault of its own while it ran the job; its log says more.", Final: true);

    private static AttemptEnd HostDied { get; } = new(null, Reason: "The host died while the attempt ran, and the process is gone.");

    private static AttemptEnd Poison { get; } = new(null, Reason: $"The host died {MaxHostDeaths} times while the job ran: it is not tried again.", Final: true);

    private JobState? Started(JobState state) => state.Phase != JobPhase.Pending ? null : state with
    {
        Phase = JobPhase.Running,
        Attempt = state.Numbered ? state.Attempt : state.Attempt + 1,
        Numbered = false,
        Starts = state.Starts + 1,
        Tries = state.Tries + 1,
        Boot = launcher.Boot,
        StartedAt = Now,
        FinishedAt = null,
        NextAttemptAt = null,
        ExitCode = null,
        Reason = null,
    };

    private async Task WatchAsync(ActiveAttempt active, IRunningAttempt attempt, JobDefinition? definition, CancellationToken halting)
    {
        await using (attempt.ConfigureAwait(false))
        {
            var state = active.Entry.State;
            if (state.Cancelling is not null)
            {
                active.Cancel();
            }

            var timeout = definition?.EffectiveTimeoutMs is > 0 and var limit ? Math.Max(0, state.StartedAt + limit - Now ?? limit) : (long?)null;
            var timedOut = await WaitAsync(active, attempt, timeout, halting).ConfigureAwait(false);
            var code = await attempt.Exit.WaitAsync(halting).ConfigureAwait(false);
            await EndAsync(active.Entry, new AttemptEnd(code, timedOut), definition?.Retry ?? new RetryPolicy(), halting).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the end, the time limit or a cancellation, and stops the process at the last two. True for the time limit.</summary>
    private async Task<bool> WaitAsync(ActiveAttempt active, IRunningAttempt attempt, long? timeoutMs, CancellationToken halting)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(halting);
        var limit = timeoutMs is { } ms ? Task.Delay(TimeSpan.FromMilliseconds(ms), time, over.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token);
        try
        {
            var first = await Task.WhenAny(attempt.Exit, limit, active.Cancelled).ConfigureAwait(false);
            halting.ThrowIfCancellationRequested();
            if (first == attempt.Exit)
            {
                return false;
            }

            attempt.Terminate();
            await Task.WhenAny(attempt.Exit, Task.Delay(options.KillGrace, time, over.Token)).ConfigureAwait(false);
            halting.ThrowIfCancellationRequested();
            if (!attempt.Exit.IsCompleted)
            {
                attempt.Kill();
            }

            return first == limit;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<AttemptFinding> FindAsync(JobState state, CancellationToken halting)
    {
        try
        {
            return await launcher.FindAsync(state.Id, state.Attempt, state.Starts, state.Boot, halting).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotFound(exception, state.Id);
            return new AttemptFinding.Gone();
        }
    }

    private Task EndAsync(JobEntry entry, AttemptEnd end, RetryPolicy policy, CancellationToken halting) =>
        RecordAsync(entry, state => state.IsFinished ? null : end.Apply(state, policy, delay, Now), halting);

    /// <summary>Records a change, as often as it takes: what has happened does not go away when the disk is full.</summary>
    private async Task RecordAsync(JobEntry entry, Func<JobState, JobState?> change, CancellationToken halting)
    {
        while (true)
        {
            var (state, _, error) = await ledger.ChangeAsync(entry, change, halting).ConfigureAwait(false);
            if (error is null)
            {
                return;
            }

            NotRecorded(state.Id, error.Message);
            await Task.Delay(options.PollInterval, time, halting).ConfigureAwait(false);
        }
    }
}
