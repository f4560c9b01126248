using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Jobs.Records;
using HeroProc.Journal;

namespace HeroProc.Host.Jobs.Queue;

/// <summary>
/// Changes jobs: first on disk, then in memory, then told to the observers. The changes of one job come one after another;
/// those of different jobs share a sync of the disk. Thread-safe.
/// </summary>
internal sealed class JobLedger(JobTable table, Ledger ledger, JobObservers observers) : IDisposable
{
    private const int Stripes = 64;
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Stripes).Select(static _ => new SemaphoreSlim(1, 1))];

    /// <summary>Takes one record of the journal while the host starts.</summary>
    public void Replay(in JournalEntry record)
    {
        var state = LedgerCodec.ReadState(record);
        var entry = table.Find(state.Id);
        if (record.Kind == (byte)LedgerKind.JobCreated)
        {
            var bytes = (long)record.Head.Length + record.Body.Length;
            if (entry is null)
            {
                table.Add(new JobEntry(state) { Position = record.Position, Bytes = bytes });
            }
            else
            {
                // Carried over from an old segment.
                ledger.Forget(entry.Position, entry.Bytes);
                (entry.Position, entry.Bytes) = (record.Position, bytes);
                table.Replace(entry, state);
            }

            ledger.Need(record.Position, bytes);
        }
        else if (entry is not null)
        {
            // A change without its job is one of a job past its retention, whose segment is gone.
            table.Replace(entry, state);
        }
    }

    /// <summary>
    /// Makes a job. With a key, a job that has it already is returned in place of a new one, however many callers come at once.
    /// </summary>
    public async ValueTask<(JobEntry? Entry, bool Created, RpcError? Error)> CreateAsync(
        JobState state, JobDefinition definition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (state.Key is null)
        {
            return await AppendNewAsync(state, definition, body).ConfigureAwait(false);
        }

        var gate = GateOf(state.Key);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return table.FindByKey(state.Key) is { } found
                ? (found, false, null)
                : await AppendNewAsync(state, definition, body).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Changes a job: <paramref name="change"/> sees the state and gives the next one, or null to leave it. Returns the state after it.
    /// A write once begun is finished, whatever happens to <paramref name="cancellationToken"/>.
    /// </summary>
    public async ValueTask<(JobState State, bool Changed, RpcError? Error)> ChangeAsync(
        JobEntry entry, Func<JobState, JobState?> change, CancellationToken cancellationToken)
    {
        var gate = GateOf(entry.State.Id);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Removed || change(entry.State) is not { } next)
            {
                return (entry.State, false, null);
            }

            var definition = entry.Definition ?? ReadDefinition(entry);
            var (_, error) = await ledger.AppendAsync(LedgerCodec.JobChanged(next)).ConfigureAwait(false);
            if (error is not null)
            {
                return (entry.State, false, error);
            }

            table.Replace(entry, next);
            observers.Tell(JobView.Of(next, definition));
            return (next, true, null);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes a job's record anew at the journal's end, so that the old segment can go.</summary>
    public async ValueTask<RpcError?> CarryOverAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        var gate = GateOf(entry.State.Id);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Removed || ledger.ReadBody(entry.Position) is not { } body)
            {
                return null;
            }

            var record = LedgerCodec.JobCreated(entry.State, body);
            var (position, error) = await ledger.AppendAsync(record, needed: true).ConfigureAwait(false);
            if (error is null)
            {
                ledger.Forget(entry.Position, entry.Bytes);
                (entry.Position, entry.Bytes) = (position, record.Head.Length + record.Body.Length);
            }

            return error;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Takes a finished job out, unless it changed meanwhile.</summary>
    public async ValueTask<bool> RemoveAsync(JobEntry entry, Func<JobState, bool> still, CancellationToken cancellationToken)
    {
        var gate = GateOf(entry.State.Id);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Removed || !still(entry.State))
            {
                return false;
            }

            table.Remove(entry);
            ledger.Forget(entry.Position, entry.Bytes);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What the job runs, or null when its record is damaged.</summary>
    public JobDefinition? ReadDefinition(JobEntry entry)
    {
        if (entry.Definition is { } definition)
        {
            return definition;
        }

        return ledger.ReadBody(entry.Position) is { } body ? LedgerCodec.ReadDefinition(body) : null;
    }

    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    private async ValueTask<(JobEntry? Entry, bool Created, RpcError? Error)> AppendNewAsync(JobState state, JobDefinition definition, ReadOnlyMemory<byte> body)
    {
        var record = LedgerCodec.JobCreated(state, body);
        var (position, error) = await ledger.AppendAsync(record, needed: true).ConfigureAwait(false);
        if (error is not null)
        {
            return (null, false, error);
        }

        var entry = new JobEntry(state) { Position = position, Bytes = record.Head.Length + record.Body.Length };
        table.Add(entry);
        observers.Tell(JobView.Of(state, definition));
        return (entry, true, null);
    }

    private SemaphoreSlim GateOf(string name) => _gates[(uint)name.GetHashCode(StringComparison.Ordinal) % Stripes];
}
