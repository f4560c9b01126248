using HeroProc.Events.Journal;
using HeroProc.Events.Sources;
using HeroProc.Extensibility.Rpc;
using HeroProc.Journal;

namespace HeroProc.Events.Registration;

/// <summary>
/// The sources and triggers in force, and the one way to change them: decide on the present state, keep the change in the
/// journal, then let it count. Reads are from memory and never wait. Thread-safe.
/// </summary>
internal sealed class Catalog(FactLog log, IRoutingProgress routing, IEnumerable<ICatalogObserver> observers) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly ICatalogObserver[] _observers = [.. observers];
    private volatile CatalogState _state = CatalogState.Empty;

    /// <summary>Sources and triggers as they are now.</summary>
    public CatalogState State => _state;

    /// <summary>The source of this id, or null.</summary>
    public EventSource? Find(string sourceId) => _state.Sources.GetValueOrDefault(sourceId);

    /// <summary>Takes over what the index knows, at start, and tells the observers.</summary>
    public void Load(ConfigurationChanged everything)
    {
        var state = CatalogState.Empty.With(everything);
        _state = state;
        foreach (var observer in _observers)
        {
            observer.OnCatalogChanged(CatalogState.Empty, state);
        }
    }

    /// <summary>
    /// Changes the catalog: both halves of a change or neither. Returns once the change is durable and every event accepted
    /// before it has been offered to the triggers as they were, so that what the caller does next meets the new state.
    /// </summary>
    /// <param name="decide">Makes the change from the present state, or refuses. Runs alone.</param>
    /// <param name="cancellationToken">Ends the wait for the turn; a change once begun is finished.</param>
    public async ValueTask<RpcResult<CatalogState>> ChangeAsync(Func<CatalogState, RpcResult<ConfigurationChanged>> decide, CancellationToken cancellationToken)
    {
        long seq;
        CatalogState state;
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = _state;
            var decision = decide(before);
            if (!decision.Succeeded)
            {
                return decision.Error;
            }

            var change = before.WithBefore(decision.Value!);
            switch (await log.AppendAsync(change).ConfigureAwait(false))
            {
                case AppendResult.Appended appended:
                    seq = appended.FirstSeq;
                    break;
                case AppendResult.Overloaded:
                    return RpcError.Overloaded(retryAfterMs: 500);
                case AppendResult.StorageUnavailable unavailable:
                    return RpcError.StorageUnavailable(unavailable.Reason.ToString());
                default:
                    throw new InvalidOperationException("The journal gave an answer that is not known.");
            }

            state = before.With(change);
            _state = state;
            foreach (var observer in _observers)
            {
                observer.OnCatalogChanged(before, state);
            }
        }
        finally
        {
            _changing.Release();
        }

        await routing.WaitUntilPassedAsync(seq, cancellationToken).ConfigureAwait(false);
        return state;
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();
}
