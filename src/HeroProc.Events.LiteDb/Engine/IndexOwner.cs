using HeroProc.Events.Store;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// The open index and the thread it belongs to. Once the index is found damaged every call says so, until it is begun anew.
/// Thread-safe.
/// </summary>
internal sealed class IndexOwner(IndexOpener opener) : IAsyncDisposable
{
    private readonly LiteDbThread _thread = new();
    private OpenIndex? _index;
    private StoreDamagedException? _damage;
    private long _appliedSeq;

    /// <summary>The last record applied.</summary>
    public long AppliedSeq => Volatile.Read(ref _appliedSeq);

    /// <summary>Opens the index.</summary>
    public Task<StoreOpening> OpenAsync(string journalId, long oldestSeq, long durableSeq, CancellationToken cancellationToken) => _thread.RunAsync(
        () =>
        {
            if (_index is not null)
                throw new InvalidOperationException("The event index is open already; it is opened once.");
            (_index, var opening) = opener.Open(journalId, oldestSeq, durableSeq);
            Volatile.Write(ref _appliedSeq, opening.AppliedSeq);
            return opening;
        },
        cancellationToken);

    /// <summary>Begins the index anew, whatever state it is in.</summary>
    public Task ResetAsync(CancellationToken cancellationToken) => _thread.RunAsync(
        () =>
        {
            var journalId = Opened().State.JournalId;
            _damage = new StoreDamagedException("The event index is being begun anew.");
            Opened().Dispose();
            Volatile.Write(ref _appliedSeq, 0);
            _index = opener.CreateNew(journalId);
            _damage = null;
        },
        cancellationToken);

    /// <summary>Asks the index something.</summary>
    public Task<T> ReadAsync<T>(Func<OpenIndex, T> question, CancellationToken cancellationToken) => _thread.RunAsync(
        () =>
        {
            var index = Opened();
            if (_damage is not null)
                throw new StoreDamagedException(_damage.Message, _damage);
            try
            {
                return question(index);
            }
            catch (StoreDamagedException exception)
            {
                _damage = exception;
                throw;
            }
        },
        cancellationToken);

    /// <summary>Changes the index.</summary>
    public Task<T> WriteAsync<T>(Func<OpenIndex, T> change, CancellationToken cancellationToken) => ReadAsync(
        index =>
        {
            try
            {
                var result = change(index);
                Volatile.Write(ref _appliedSeq, index.State.AppliedSeq);
                return result;
            }
            catch (Exception exception) when (exception is not StoreDamagedException)
            {
                // What is kept in memory may be ahead of the file now.
                _damage = new StoreDamagedException("A change of the event index was not finished.", exception);
                throw;
            }
        },
        cancellationToken);

    /// <summary>Asks again until the answer is true; others get their turn between the steps.</summary>
    public async Task StepAsync(Func<OpenIndex, bool> step, CancellationToken cancellationToken)
    {
        while (!await ReadAsync(step, cancellationToken).ConfigureAwait(false))
        {
            // All is done by the step.
        }
    }

    /// <summary>Lets an index that was copied go on, damaged or not.</summary>
    public Task EndBackupAsync(OpenIndex copied) => _thread.RunAsync(() => IndexBackup.End(copied), CancellationToken.None);

    /// <summary>Closes the index, cleanly if it can be; what prevented it otherwise.</summary>
    public Task<Exception?> CloseAsync() => _thread.RunAsync(Close, CancellationToken.None);

    /// <summary>Lets go of the files without closing the index.</summary>
    public Task AbandonAsync() => _thread.RunAsync(() => _index?.Dispose(), CancellationToken.None);

    /// <summary>Ends the thread, once what is queued is done.</summary>
    public ValueTask DisposeAsync() => _thread.DisposeAsync();

    private OpenIndex Opened() => _index ?? throw new InvalidOperationException("The event index is not open; OpenAsync comes first.");

    private Exception? Close()
    {
        if (_index is not { } index)
            return null;
        _index = null;
        try
        {
            if (_damage is null)
                index.CloseCleanly();
            return _damage;
        }
        catch (Exception exception) when (exception is StoreDamagedException or IOException or UnauthorizedAccessException)
        {
            return exception;
        }
        finally
        {
            index.Dispose();
        }
    }
}
