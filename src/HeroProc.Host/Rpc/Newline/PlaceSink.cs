using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>Gives a call's place on its connection back once its answer is handed on; in this order, because free places tell that all is answered.</summary>
internal sealed class PlaceSink(SemaphoreSlim places, ICallSink inner) : ICallSink
{
    /// <inheritdoc/>
    public void Ended(byte[] id, MessageBuffer? answer)
    {
        inner.Ended(id, answer);
        places.Release();
    }
}
