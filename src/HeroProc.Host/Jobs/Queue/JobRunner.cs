using HeroProc.Extensibility.Jobs;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs.Records;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>
/// Runs the jobs, a bounded number at once. A start is durable before there is a process, an end before anybody hears of it.
/// Thread-safe.
/// </summary>
internal sealed partial class JobRunner(
    JobTable table, JobLedger ledger, AttemptRun run, JobsOptions options, TimeProvider time, ILogger<JobRunner> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ReadyQueue _queue = new();
    private readonly Dictionary<JobEntry, ActiveAttempt> _active = [];
    private readonly CancellationTokenSource _halting = new();
    private readonly ILogger _logger = logger;
    private ITimer? _timer;
    private bool _running;
    private bool _halted;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Begins: looks after what an earlier life of the host left running, then takes jobs in the order they were made.
    /// </summary>
    /// <param name="hostDied">True when that life did not end in good order.</param>
    public void Start(bool hostDied)
    {
        lock (_gate)
        {
            _timer = time.CreateTimer(static runner => ((JobRunner)runner!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _running = true;
            foreach (var entry in table.Snapshot())
            {
                if (entry.State.Phase == JobPhase.Running)
                {
                    _queue.Began(entry);
                    Begin(entry, active => run.RecoverAsync(active, hostDied, _halting.Token));
                }
                else if (entry.State.Phase == JobPhase.Pending)
                {
                    _queue.Add(entry, entry.State.NextAttemptAt ?? 0, Now);
                }
            }
        }

        Pump();
    }

    /// <summary>A job waits from now on.</summary>
    public void Enqueue(JobEntry entry)
    {
        lock (_gate)
        {
            // Before the start the table says who waits.
            if (_running)
            {
                _queue.Add(entry, entry.State.NextAttemptAt ?? 0, Now);
            }
        }

        Pump();
    }

    /// <summary>Cancels a job and waits until it is. One that has finished stays as it is.</summary>
    public async ValueTask<(JobState State, RpcError? Error)> CancelAsync(JobEntry entry, string reason, CancellationToken cancellationToken)
    {
        var (state, _, error) = await ledger.ChangeAsync(entry, Cancelled, cancellationToken).ConfigureAwait(false);
        if (error is not null || state.IsFinished)
        {
            return (state, error);
        }

        ActiveAttempt? active;
        lock (_gate)
        {
            active = _active.GetValueOrDefault(entry);
        }

        if (active is not null)
        {
            active.Cancel();
            await active.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return (entry.State, null);

        JobState? Cancelled(JobState now) => now.Phase switch
        {
            JobPhase.Pending => AttemptEnd.Finish(now with { Phase = JobPhase.Cancelled, Reason = reason }, Now),
            // The wish is durable before the first signal: a host that dies between them carries it out at its next start.
            JobPhase.Running when now.Cancelling is null => now with { Cancelling = reason },
            _ => null,
        };
    }

    /// <summary>Takes no more jobs and lets go of the running ones. Their processes live on, for the next life of the host.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] left;
        lock (_gate)
        {
            if (_halted)
            {
                return;
            }

            _halted = true;
            _running = false;
            left = [.. _active.Values.Select(static active => active.Done)];
        }

        await _halting.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(left).ConfigureAwait(false);
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        _halting.Dispose();
    }

    private void Pump()
    {
        lock (_gate)
        {
            if (!_running)
            {
                return;
            }

            var now = Now;
            while (_active.Count < options.EffectiveParallel && _queue.Take(now, _active.ContainsKey) is { } entry)
            {
                Begin(entry, active => run.RunAsync(active, _halting.Token));
            }

            // A timer takes at most some 49 days; it then looks again.
            var wait = _queue.NextDue() is { } due ? TimeSpan.FromMilliseconds(Math.Clamp(due - now, 1, int.MaxValue)) : Timeout.InfiniteTimeSpan;
            _timer!.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Begin(JobEntry entry, Func<ActiveAttempt, Task<long?>> work)
    {
        var active = new ActiveAttempt(entry);
        _active.Add(entry, active);
        active.Done = Task.Run(() => GuardAsync(active, work));
    }

    private async Task GuardAsync(ActiveAttempt active, Func<ActiveAttempt, Task<long?>> work)
    {
        var entry = active.Entry;
        long? again = null;
#pragma warning disable CA1031 // Nobody waits for this task's exception: it is logged, and the job tried again, not lost.
        try
        {
            again = await work(active).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_halting.IsCancellationRequested)
        {
            // The next life of the host goes on from the records.
        }
        catch (Exception exception)
        {
            Unexpected(exception, entry.State.Id);
            await run.FailAsync(active, _halting.Token).ConfigureAwait(false);
        }
#pragma warning restore CA1031

        lock (_gate)
        {
            _active.Remove(entry);
            _queue.Ended(entry);
            if (entry.State.Phase == JobPhase.Pending && _running)
            {
                _queue.Add(entry, Math.Max(again ?? 0, entry.State.NextAttemptAt ?? 0), Now);
            }
        }

        Pump();
    }

    [LoggerMessage(3250, LogLevel.Error, "Job {Job} met a fault of the host; it is recorded as failed")]
    private partial void Unexpected(Exception exception, string job);
}
