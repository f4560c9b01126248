using System.Text.Json;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>One call on its way from a transport to its method and back. Thread-safe.</summary>
internal sealed class IncomingCall(IncomingMessage message, IncomingRequest request, RpcCall context, ICallSink sink)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _source;
    private bool _cancelled;
    private int _ended;
    private int _released;

    /// <summary>The id as it came.</summary>
    public byte[] Id => request.Id;

    /// <summary>The method's name as it came.</summary>
    public string Method => request.Method;

    /// <summary>True when no answer is wanted.</summary>
    public bool IsNotification => request.IsNotification;

    /// <summary>The params; not to be read after <see cref="ReleaseParams"/>.</summary>
    public JsonElement Params => request.Params;

    /// <summary>Who calls.</summary>
    public RpcCall Context => context;

    /// <summary>The answer, once the method has run.</summary>
    public MessageBuffer? Answer { get; set; }

    /// <summary>Gives the message's memory back.</summary>
    public void ReleaseParams()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            message.Release();
        }
    }

    /// <summary>Asks the method to stop, without waiting for what that sets off. Does nothing when it has ended; holds when it has not begun.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;

            // Not inline: what a method does on cancellation must not hold up whoever reads the next message.
            _ = _source?.CancelAsync();
        }
    }

    /// <summary>Takes the source of the token the method will get; it is not touched any more after <see cref="Forget"/>.</summary>
    public void Begin(CancellationTokenSource source)
    {
        lock (_gate)
        {
            _source = source;
            if (_cancelled)
            {
                _ = source.CancelAsync();
            }
        }
    }

    /// <summary>Lets go of the source: its owner is done with it.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _source = null;
        }
    }

    /// <summary>Hands the answer to the transport, once; later answers are dropped.</summary>
    /// <param name="answer">The answer, which the transport owns from now on; ignored for a notification.</param>
    public void End(MessageBuffer? answer)
    {
        Forget();
        ReleaseParams();
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            answer?.Dispose();
            return;
        }

        if (IsNotification)
        {
            answer?.Dispose();
            answer = null;
        }

        sink.Ended(Id, answer);
    }
}
