using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Dispatch;
using HeroProc.Host.Rpc.Messages;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc.Http;

/// <summary>Carries the calls of all HTTP requests through one dispatcher that lives as long as the host. Thread-safe.</summary>
internal sealed partial class HttpCalls : ICallSource, IDisposable
{
    // Not bounded itself: what is in it is bounded by connections times batch, and the dispatcher takes it at once.
    private readonly Channel<IncomingCall> _waiting = Channel.CreateUnbounded<IncomingCall>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CallDispatcher _dispatcher;
    private readonly int _maxMessageBytes;

    private readonly ILogger _logger;

    public HttpCalls(MethodTable methods, MethodRunner runner, IOptions<RpcOptions> options, ILogger<HttpCalls> logger)
    {
        _logger = logger;
        _maxMessageBytes = options.Value.MaxMessageBytes;
        _dispatcher = new CallDispatcher(methods, runner, this, inOrder: false);
        Running = DispatchAsync();
    }

    /// <summary>Ends when the dispatcher does. Never faults.</summary>
    public Task Running { get; }

    /// <summary>Answers a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">Who calls.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more; the calls are cancelled then.</param>
    /// <returns>The answer, the caller's to dispose; null when none is wanted.</returns>
    public async Task<MessageBuffer?> AnswerAsync(IncomingMessage message, RpcCall context, CancellationToken cancellationToken)
    {
        var answer = new AnswerSink();
        ICallSink sink = message.IsBatch ? new BatchSink(message.Requests.Count, _maxMessageBytes, answer) : answer;
        var calls = new List<IncomingCall>(message.Requests.Count);
        foreach (var request in message.Requests)
        {
            if (request.Fault is not null)
            {
                sink.Ended(request.Id, MessageWriter.Error(request.Id, request.Fault));
                continue;
            }

            var call = new IncomingCall(message, request, context, sink);
            calls.Add(call);
            if (!_waiting.Writer.TryWrite(call))
            {
                call.End(MessageWriter.Error(call.Id, RpcErrors.Cancelled));
            }
        }

        using (cancellationToken.UnsafeRegister(static state => ((List<IncomingCall>)state!).ForEach(static call => call.Cancel()), calls))
        {
            return await answer.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _dispatcher.Dispose();
    }

    async ValueTask<IncomingCall?> ICallSource.NextAsync(CancellationToken cancellationToken) =>
        await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _waiting.Reader.TryRead(out var call) ? call : null;

    [SuppressMessage("Design", "CA1031", Justification = "Nobody awaits the dispatcher; whatever ends it is logged and new calls are refused.")]
    private async Task DispatchAsync()
    {
        try
        {
            await _dispatcher.RunAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            DispatcherFailed(exception);
        }
        finally
        {
            _waiting.Writer.TryComplete();
        }
    }

    private sealed class AnswerSink : ICallSink
    {
        private readonly TaskCompletionSource<MessageBuffer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<MessageBuffer?> Task => _answer.Task;

        public void Ended(byte[] id, MessageBuffer? answer) => _answer.TrySetResult(answer);
    }
}
