using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Where a transport takes the end of a call. Never blocks and never throws.</summary>
internal interface ICallSink
{
    /// <summary>A call has ended.</summary>
    /// <param name="id">The id it came with.</param>
    /// <param name="answer">Its answer, now the sink's to send and dispose; null for a notification.</param>
    void Ended(byte[] id, MessageBuffer? answer);
}
