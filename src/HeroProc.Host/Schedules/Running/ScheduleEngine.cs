using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using HeroProc.Extensibility.Rpc;
using HeroProc.Extensibility.Schedules;
using HeroProc.Host.Schedules.Planning;
using HeroProc.Host.Schedules.Records;

namespace HeroProc.Host.Schedules.Running;

/// <summary>
/// Runs all schedules from one loop. What is due is decided, then written, then told to the targets: a death in between tells
/// the same occurrence again. What the targets answer comes back to the loop and is written with the next decisions, in one
/// append for all. Thread-safe.
/// </summary>
internal sealed partial class ScheduleEngine(ScheduleLedger ledger, FiringCaller caller, TimeProvider time, ILogger<ScheduleEngine> logger) : IAsyncDisposable
{
    private const int MaxPerPass = 1000;

    // The clock may be set while the timer sleeps, and a sleep is measured by another clock: look again from time to time.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    /// <summary>The wait after a pass that the disk refused.</summary>
    public static readonly TimeSpan StoragePause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ScheduleEntry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<EngineEvent> _events = new();
    private readonly ConcurrentDictionary<Task, bool> _calls = new();
    private readonly WakeQueue _heap = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = logger;
    private Task _loop = Task.CompletedTask;
    private bool _runs;
    private int _disposed;

    /// <summary>All schedules; each state is one that is on disk.</summary>
    public IEnumerable<ScheduleEntry> All => _entries.Values;

    /// <summary>The calls of targets under way, or null when there are none.</summary>
    public Task? Calls => _calls.IsEmpty ? null : Task.WhenAll(_calls.Keys);

    /// <summary>True while something happened that no pass has taken up. Asked after <see cref="Calls"/> was null, false means rest.</summary>
    public bool HasEvents => !_events.IsEmpty;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads what is kept. Nothing fires before <see cref="Start"/>.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var state in await ledger.OpenAsync(cancellationToken).ConfigureAwait(false))
        {
            _entries[state.Id] = new ScheduleEntry(state);
        }
    }

    /// <summary>Begins to fire, first of all what was about to start when the process ended.</summary>
    public void Start()
    {
        Begin();
        _loop = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>As <see cref="Start"/>, without the loop: the caller makes each pass.</summary>
    public void Begin()
    {
        _runs = true;
        foreach (var entry in _entries.Values)
        {
            _heap.Set(entry, Now);
            foreach (var planned in entry.State.Running)
            {
                EndIfOver(entry, planned);
            }
        }
    }

    public ScheduleEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>
    /// Changes one schedule. <paramref name="change"/> sees the present entry (null for none) after everything due up to now was decided, and gives
    /// the state to keep, or null to leave it. The error is null once the change is durable.
    /// </summary>
    public async ValueTask<RpcError?> ChangeAsync(string id, Func<ScheduleEntry?, long, RpcResult<ScheduleState>?> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var entry = Find(id);
            var now = Now;
            if (change(entry, now) is not { } changed)
            {
                return null;
            }

            if (!changed.Succeeded)
            {
                return changed.Error;
            }

            var next = Admission.Promote(changed.Value!, now);
            if (await ledger.WriteAsync([next]).ConfigureAwait(false) is { } error)
            {
                return error;
            }

            if (entry is null)
            {
                _entries[id] = entry = new ScheduleEntry(next);
            }

            Adopt(entry, next);
            _heap.Set(entry, now);
        }
        finally
        {
            _gate.Release();
        }

        Signal();
        return null;
    }

    /// <summary>Forgets a schedule. What runs goes on.</summary>
    public async ValueTask<RpcError?> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(id) is not { } entry)
            {
                return null;
            }

            if (await ledger.RemoveAsync(id).ConfigureAwait(false) is { } error)
            {
                return error;
            }

            entry.Removed = true;
            _heap.Set(entry, null);
            _entries.TryRemove(id, out _);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>An occurrence may have ended. Returns at once; what no schedule waits for is ignored.</summary>
    public void NoteEnded(string occurrenceId)
    {
        if (occurrenceId.LastIndexOf('@') is > 0 and var at
            && Find(occurrenceId[..at]) is { } entry
            && long.TryParse(occurrenceId.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var planned)
            && entry.State.Running.Contains(planned))
        {
            Enqueue(new EngineEvent(entry, planned, null));
        }
    }

    /// <summary>Decides and records everything up to now, and tells the targets.</summary>
    /// <returns>How long nothing is to be done, unless signalled; null for ever.</returns>
    public async Task<TimeSpan?> PassAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = Now;
            var pass = new EnginePass(now);
            while (pass.Events.Count < MaxPerPass && _events.TryDequeue(out var happened))
            {
                pass.Take(happened, IsRunning);
            }

            while (pass.Count < MaxPerPass && _heap.TakeDue(now) is { } due)
            {
                pass.Due(due);
            }

            pass.Decide();
            if (pass.Changed is { Count: > 0 } changed && await ledger.WriteAsync(changed.Select(static item => item.State)).ConfigureAwait(false) is { } error)
            {
                NotWritten(error.Message);
                PutBack(pass);
                return StoragePause;
            }

            foreach (var item in pass.Items)
            {
                if (item.Called)
                {
                    item.Entry.Calling = null;
                }

                Adopt(item.Entry, item.State);
                _heap.Set(item.Entry, item.WakeAt);
            }

            await ledger.CompactAsync(_entries.Values.Select(static entry => entry.State), cancellationToken).ConfigureAwait(false);
            return _events.IsEmpty ? Sleep() : TimeSpan.Zero;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Fires nothing more. Calls under way are cancelled, and made again at the next start; changes are still taken.</summary>
    public async Task StopAsync()
    {
        _runs = false;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await Task.WhenAll(_calls.Keys).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await StopAsync().ConfigureAwait(false);
        await ledger.DisposeAsync().ConfigureAwait(false);
        caller.Dispose();
        _gate.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
#pragma warning disable CA1031 // One bad pass must not end all schedules; it is logged and repeated.
            try
            {
                await WaitAsync(await PassAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                PassFailed(exception);
                await Task.Delay(StoragePause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning restore CA1031
        }
    }

    private async Task WaitAsync(TimeSpan? sleep, CancellationToken cancellationToken)
    {
        if (sleep is not { } limit)
        {
            await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (limit <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _signal.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Slept enough.
        }
    }

    private TimeSpan? Sleep()
    {
        if (_heap.NextAt is not { } next)
        {
            return null;
        }

        return TimeSpan.FromMilliseconds(Math.Clamp(next - Now, 0, (long)LongestSleep.TotalMilliseconds));
    }

    private void PutBack(EnginePass pass)
    {
        foreach (var happened in pass.Events)
        {
            _events.Enqueue(happened);
        }

        foreach (var item in pass.Items)
        {
            _heap.Set(item.Entry, pass.Now);
        }
    }

    /// <summary>The state is on disk: memory follows, and the targets are told.</summary>
    private void Adopt(ScheduleEntry entry, ScheduleState state)
    {
        var before = entry.State.Running;
        entry.Adopt(state);
        if (!_runs)
        {
            return;
        }

        foreach (var planned in state.Running.Except(before))
        {
            // It may have ended while it was being written, when nobody knew yet that it matters.
            EndIfOver(entry, planned);
        }

        if (entry.Calling is null && state.Starting is [var next, ..])
        {
            entry.Calling = next.PlannedAt;
            Track(CallAsync(entry, next));
        }

        if (Admission.ToCancel(state) is { } running && entry.Cancelling != running && caller.TargetOf(state.Id) is IJobTarget target)
        {
            entry.Cancelling = running;
            Track(CancelAsync(entry, target, running));
        }
    }

    private async Task CallAsync(ScheduleEntry entry, Occurrence occurrence)
    {
        try
        {
            await Task.Yield();
            var firing = new ScheduleFiring(entry.State.Id, occurrence.PlannedAt, occurrence.FiredAt, occurrence.CatchUp);
            Enqueue(new EngineEvent(entry, occurrence.PlannedAt, await caller.FireAsync(firing, () => !entry.Removed, _stop.Token).ConfigureAwait(false)));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told again at the next start.
        }
    }

    private async Task CancelAsync(ScheduleEntry entry, IJobTarget target, long planned)
    {
#pragma warning disable CA1031 // What waits starts when the running one ends by itself, too.
        try
        {
            await Task.Yield();
            await target.CancelAsync($"{entry.State.Id}@{planned}", "the next occurrence of its schedule is due", _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            NotCancelled(exception, entry.State.Id, planned);
        }
#pragma warning restore CA1031
    }

    private bool IsRunning(ScheduleEntry entry, long planned) =>
        caller.TargetOf(entry.State.Id) is IJobTarget target && target.IsRunning($"{entry.State.Id}@{planned}");

    private void EndIfOver(ScheduleEntry entry, long planned)
    {
        if (!IsRunning(entry, planned))
        {
            Enqueue(new EngineEvent(entry, planned, null));
        }
    }

    private void Track(Task task)
    {
        _calls.TryAdd(task, true);
        _ = task.ContinueWith(ended => _calls.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Enqueue(EngineEvent happened)
    {
        _events.Enqueue(happened);
        Signal();
    }

    private void Signal() => _signal.Writer.TryWrite(true);
}
