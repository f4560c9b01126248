using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Gathers the answers of a batch and hands them on as one array when the last one is there. Thread-safe.</summary>
/// <param name="members">How many requests the batch has, bad ones and notifications included.</param>
/// <param name="limit">Bytes of the array from which on answers are replaced by a short error.</param>
/// <param name="target">Where the array goes; null when every member was a notification.</param>
internal sealed class BatchSink(int members, int limit, ICallSink target) : ICallSink
{
    private readonly Lock _gate = new();
    private MessageBuffer? _array;
    private int _open = members;

    /// <inheritdoc/>
    public void Ended(byte[] id, MessageBuffer? answer)
    {
        lock (_gate)
        {
            if (answer is not null)
            {
                Add(id, answer);
                answer.Dispose();
            }

            if (--_open > 0)
            {
                return;
            }

            _array?.Append("]"u8);
        }

        target.Ended(IncomingMessage.NullId, _array);
    }

    private void Add(byte[] id, MessageBuffer answer)
    {
        // The short errors that follow a full array need room beside it, so the buffer itself is not the limit.
        var array = _array ??= new MessageBuffer(int.MaxValue);
        array.Append(array.Length == 0 ? "["u8 : ","u8);
        if ((long)array.Length + answer.Length <= limit)
        {
            array.Append(answer.Written.Span);
            return;
        }

        using var instead = MessageWriter.Error(id, RpcErrors.ResultTooLarge(limit));
        array.Append(instead.Written.Span);
    }
}
