using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Counts the calls that run, on all connections. Thread-safe.</summary>
internal sealed class CallLoad(IOptions<RpcOptions> options)
{
    private readonly int _limit = options.Value.MaxCalls;
    private int _running;

    /// <summary>Calls running now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Takes a place, to be given back by <see cref="Leave"/>; false when none is free.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= _limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _running);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _running);
}
