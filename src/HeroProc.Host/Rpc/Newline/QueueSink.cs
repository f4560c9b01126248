using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>Sends answers on the connection they belong to.</summary>
internal sealed class QueueSink(SendQueue queue) : ICallSink
{
    /// <inheritdoc/>
    public void Ended(byte[] id, MessageBuffer? answer)
    {
        if (answer is not null)
        {
            queue.Send(answer);
        }
    }
}
