using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Messages;
using Microsoft.AspNetCore.Connections;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>
/// One newline-delimited connection: reads lines while places for calls are free, answers what is no call, gives the
/// rest to the dispatcher. Nothing a client sends ends the connection.
/// </summary>
internal sealed class NewlineConnection : ICallSource, IDisposable
{
    private readonly NewlineServices _services;
    private readonly LineReader _lines;
    private readonly SendQueue _queue;
    private readonly CallDispatcher _dispatcher;
    private readonly SemaphoreSlim _places;
    private readonly QueueSink _sender;
    private readonly PlaceSink _single;
    private readonly Queue<IncomingCall> _batch = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _stopReading;
    private readonly RpcCall _context;
    private CancellationTokenSource? _stop;

    /// <param name="services">What all connections share.</param>
    /// <param name="connection">The connection, from its first byte on.</param>
    /// <param name="cutOff">Called with the reason when the client is cut off.</param>
    /// <param name="stopReading">Cancelled when the host stops: no more lines are read, running calls get their time to end.</param>
    public NewlineConnection(NewlineServices services, ConnectionContext connection, Action<string> cutOff, CancellationToken stopReading)
    {
        _services = services;
        _stopReading = stopReading;
        _lines = new LineReader(connection.Transport.Input, services.Options.MaxMessageBytes);
        _queue = new SendQueue(connection.Transport.Output, services.Options, services.Time, cutOff);
        _places = new SemaphoreSlim(services.Options.MaxCallsPerConnection);
        _sender = new QueueSink(_queue);
        _single = new PlaceSink(_places, _sender);
        _context = new RpcCall(new NewlineNotifications(_queue, services), _closed.Token);
        _dispatcher = new CallDispatcher(services.Methods, services.Runner, this, inOrder: true);
    }

    /// <summary>Serves until the client has ended or is cut off, and what it asked is answered or given up.</summary>
    public async Task RunAsync()
    {
        var sending = _queue.RunAsync();
        try
        {
            await _dispatcher.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            await _closed.CancelAsync().ConfigureAwait(false);
            _queue.Complete();
            await sending.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _dispatcher.Dispose();
        _lines.Dispose();
        _stop?.Dispose();
        _places.Dispose();
        _closed.Dispose();
    }

    async ValueTask<IncomingCall?> ICallSource.NextAsync(CancellationToken cancellationToken)
    {
        _stop ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopReading, _queue.Closed);
        try
        {
            if (await ReadCallAsync(_stop.Token).ConfigureAwait(false) is { } call)
            {
                await _places.WaitAsync(_stop.Token).ConfigureAwait(false);
                return call;
            }
        }
        catch (Exception exception) when (exception is ConnectionAbortedException or IOException)
        {
            // A pipe whose other side ended throws what ended it: the client is gone, and nobody waits for answers.
            return null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops, or the client was cut off.
        }

        await DrainAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<IncomingCall?> ReadCallAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_batch.TryDequeue(out var member))
            {
                return member;
            }

            var line = await _lines.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (line.Kind == LineKind.End)
            {
                return null;
            }

            if (line.Kind == LineKind.TooLong)
            {
                _queue.Send(MessageWriter.Error(IncomingMessage.NullId, RpcErrors.MessageTooLarge(_services.Options.MaxMessageBytes)));
            }
            else if (!line.Bytes.Span.Trim(" \t\r"u8).IsEmpty && Take(_services.Parser.Parse(line.Bytes.Span)) is { } call)
            {
                return call;
            }
        }
    }

    // The call of a message that is one; otherwise null, with answers queued and a batch's calls set aside.
    private IncomingCall? Take(IncomingMessage message)
    {
        if (!message.IsBatch)
        {
            return TakeRequest(message, message.Requests[0], _single, _sender);
        }

        var gathered = new BatchSink(message.Requests.Count, _services.Options.MaxMessageBytes, _sender);
        var placed = new PlaceSink(_places, gathered);
        foreach (var request in message.Requests)
        {
            if (TakeRequest(message, request, placed, gathered) is { } call)
            {
                _batch.Enqueue(call);
            }
        }

        return null;
    }

    private IncomingCall? TakeRequest(IncomingMessage message, IncomingRequest request, ICallSink called, ICallSink answered)
    {
        if (request.Fault is not null)
        {
            answered.Ended(request.Id, MessageWriter.Error(request.Id, request.Fault));
            return null;
        }

        if (CancelRequest.TryRead(request, out var id))
        {
            _dispatcher.Cancel(id);
            message.Release();
            answered.Ended(request.Id, null);
            return null;
        }

        return new IncomingCall(message, request, _context, called);
    }

    // A client that has sent its last line may still wait for answers (`echo … | socat`); one that is gone does not,
    // and nothing tells the two apart until something is written. So what runs gets a little time.
    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(_services.Options.DrainMs), _services.Time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token, _queue.Closed);
        try
        {
            for (var place = 0; place < _services.Options.MaxCallsPerConnection; place++)
            {
                await _places.WaitAsync(until.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // What still runs is cancelled with the connection.
        }
    }
}
