using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Channels;
using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>
/// What waits to be sent on one connection, bounded in bytes. Whoever sends never waits for the client; a client that
/// lets too much pile up, or takes nothing for too long, is cut off. Thread-safe; <see cref="RunAsync"/> runs once.
/// </summary>
/// <param name="output">Where the bytes go.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock that tells a client that takes nothing.</param>
/// <param name="cutOff">Ends the connection; called at most once, with the reason.</param>
[SuppressMessage("Design", "CA1001", Justification = "A token source without timer and wait handle holds nothing, and notifications may still ask it after the end.")]
internal sealed class SendQueue(PipeWriter output, RpcOptions options, TimeProvider time, Action<string> cutOff)
{
    private const int FlushBytes = 32_768;

    private readonly Channel<MessageBuffer> _waiting = Channel.CreateUnbounded<MessageBuffer>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private int _cut;

    /// <summary>Bytes waiting now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Cancelled when nothing can be sent any more.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Queues a message, which the queue owns from now on. Over the limit the client is cut off.</summary>
    /// <returns>False when the connection is gone.</returns>
    public bool Send(MessageBuffer message)
    {
        lock (_gate)
        {
            if (_bytes + message.Length <= options.MaxSendQueueBytes)
            {
                return Add(message);
            }
        }

        message.Dispose();
        CutOff($"more than {options.MaxSendQueueBytes} bytes wait to be read by the client");
        return false;
    }

    /// <summary>Queues a message once less than half of the limit waits; until then the caller waits.</summary>
    /// <returns>False when the connection is gone; the message is disposed then.</returns>
    /// <exception cref="OperationCanceledException">The caller does not want to wait any longer.</exception>
    public async ValueTask<bool> SendWhenRoomAsync(MessageBuffer message, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Task room;
                lock (_gate)
                {
                    // Asked inside: the last signal comes after the closing, so nobody waits for a signal that was.
                    if (_closed.IsCancellationRequested)
                    {
                        message.Dispose();
                        return false;
                    }

                    if (_bytes == 0 || _bytes + message.Length <= options.MaxSendQueueBytes / 2)
                    {
                        return Add(message);
                    }

                    if (_room.Task.IsCompleted)
                    {
                        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    }

                    room = _room.Task;
                }

                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Takes no more messages; <see cref="RunAsync"/> ends when what waits is sent.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Sends until <see cref="Complete"/>, or until the client is gone or cut off.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_closed.Token).ConfigureAwait(false))
            {
                await SendWaitingAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Cut off, or the client went: a pipe whose other side ended throws what ended it. What waits is for nobody.
        }
        finally
        {
            _waiting.Writer.TryComplete();
            await _closed.CancelAsync().ConfigureAwait(false);
            while (_waiting.Reader.TryRead(out var message))
            {
                message.Dispose();
            }

            SignalRoom();
        }
    }

    private async ValueTask SendWaitingAsync()
    {
        var unflushed = 0;
        while (_waiting.Reader.TryRead(out var message))
        {
            var length = message.Length;
            using (message)
            {
                for (var sent = 0; sent < length;)
                {
                    // In pieces, so that a large answer does not stand in memory twice.
                    var piece = Math.Min(length - sent, FlushBytes);
                    output.Write(message.Written.Span.Slice(sent, piece));
                    sent += piece;
                    unflushed += piece;
                    if (unflushed >= FlushBytes)
                    {
                        await FlushAsync().ConfigureAwait(false);
                        unflushed = 0;
                    }
                }

                output.Write("\n"u8);
                unflushed++;
            }

            Interlocked.Add(ref _bytes, -length);
            SignalRoom();
        }

        await FlushAsync().ConfigureAwait(false);
    }

    private async ValueTask FlushAsync()
    {
        var flush = output.FlushAsync(_closed.Token);
        FlushResult result;
        if (flush.IsCompletedSuccessfully)
        {
            result = await flush.ConfigureAwait(false);
        }
        else
        {
            try
            {
                result = await flush.AsTask().WaitAsync(TimeSpan.FromMilliseconds(options.SendStallMs), time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                CutOff($"the client has taken nothing for {options.SendStallMs} ms");
                throw new OperationCanceledException(_closed.Token);
            }
        }

        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The client is gone.");
        }
    }

    private bool Add(MessageBuffer message)
    {
        var length = message.Length;
        if (_closed.IsCancellationRequested || !_waiting.Writer.TryWrite(message))
        {
            message.Dispose();
            return false;
        }

        Interlocked.Add(ref _bytes, length);
        return true;
    }

    private void SignalRoom()
    {
        lock (_gate)
        {
            _room.TrySetResult();
        }
    }

    private void CutOff(string reason)
    {
        if (Interlocked.Exchange(ref _cut, 1) == 0)
        {
            _waiting.Writer.TryComplete();
            cutOff(reason);
            _closed.Cancel();
        }
    }
}
