using System.Collections.Concurrent;
using System.Diagnostics;
using HeroProc.Host.Rpc.Messages;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>
/// Dispatches the calls of one source through StreamJsonRpc: order, concurrency, cancellation, methods by name. It stands
/// in the place of StreamJsonRpc's message handler, so that what goes in is already checked and what comes out is
/// written by us; see the decision record on the RPC server.
/// </summary>
/// <remarks>
/// Ids are replaced by numbers of our own on the way in: callers may use one id twice, or ids StreamJsonRpc does not
/// take (1.5). Notifications go in as calls too, so that their end is seen and they can be cancelled.
/// </remarks>
internal sealed class CallDispatcher : IJsonRpcMessageHandler, ICancellationStrategy, IDisposable
{
    private static readonly TraceSource Quiet = new(nameof(CallDispatcher), SourceLevels.Off);

    private readonly ConcurrentDictionary<RequestId, IncomingCall> _running = new();
    private readonly MethodTable _methods;
    private readonly MethodRunner _runner;
    private readonly ICallSource _source;
    private readonly JsonRpc _rpc;
    private long _lastId;

    /// <param name="methods">What can be called.</param>
    /// <param name="runner">Runs the calls.</param>
    /// <param name="source">Where the calls come from.</param>
    /// <param name="inOrder">
    /// True when calls begin one after the other in the order of the source; false when they begin side by side, so that
    /// one that blocks holds up no other.
    /// </param>
    public CallDispatcher(MethodTable methods, MethodRunner runner, ICallSource source, bool inOrder)
    {
        _methods = methods;
        _runner = runner;
        _source = source;
        _rpc = new JsonRpc(this)
        {
            TraceSource = Quiet,
            CancellationStrategy = this,
            CancelLocallyInvokedMethodsWhenConnectionIsClosed = true,
        };
        if (!inOrder)
        {
            _rpc.SynchronizationContext = null;
        }

        foreach (var (name, entry) in methods.Names)
        {
            _rpc.AddLocalRpcMethod(name, (IncomingCall call, CancellationToken cancellationToken) => runner.RunAsync(entry, call, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public bool CanRead => true;

    /// <inheritdoc/>
    public bool CanWrite => true;

    /// <inheritdoc/>
    public IJsonRpcMessageFormatter Formatter => NoFormatter.Instance;

    /// <summary>Dispatches until the source ends or <see cref="Dispose"/> is called; calls still running then are cancelled.</summary>
    public Task RunAsync()
    {
        _rpc.StartListening();
        return _rpc.Completion;
    }

    /// <summary>Cancels the calls that came with this id; none is no error, they may have ended.</summary>
    public void Cancel(ReadOnlySpan<byte> id)
    {
        foreach (var call in _running.Values)
        {
            if (!call.IsNotification && id.SequenceEqual(call.Id))
            {
                call.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _rpc.Dispose();

    async ValueTask<JsonRpcMessage?> IJsonRpcMessageHandler.ReadAsync(CancellationToken cancellationToken)
    {
        var call = await _source.NextAsync(cancellationToken).ConfigureAwait(false);
        if (call is null)
        {
            return null;
        }

        var id = new RequestId(++_lastId);
        _running[id] = call;
        return new JsonRpcRequest { RequestId = id, Method = call.Method, ArgumentsList = [call] };
    }

    ValueTask IJsonRpcMessageHandler.WriteAsync(JsonRpcMessage message, CancellationToken cancellationToken)
    {
        if (message is IJsonRpcMessageWithId answer && _running.TryRemove(answer.RequestId, out var call))
        {
            call.End(message switch
            {
                JsonRpcResult => call.Answer,

                // Not by the code alone: StreamJsonRpc knows methods of its own ($/cancelRequest) that nobody may call.
                JsonRpcError when !_methods.Has(call.Method) =>
                    MessageWriter.Error(call.Id, RpcErrors.MethodNotFound(call.Method, _methods.Nearest(call.Method))),
                JsonRpcError { Error.Code: JsonRpcErrorCode.RequestCanceled } => MessageWriter.Error(call.Id, RpcErrors.Cancelled),
                _ => _runner.Unanswered(call),
            });
        }

        return ValueTask.CompletedTask;
    }

    void ICancellationStrategy.IncomingRequestStarted(RequestId requestId, CancellationTokenSource cancellationTokenSource)
    {
        if (_running.TryGetValue(requestId, out var call))
        {
            call.Begin(cancellationTokenSource);
        }
    }

    void ICancellationStrategy.IncomingRequestEnded(RequestId requestId)
    {
        if (_running.TryGetValue(requestId, out var call))
        {
            call.Forget();
        }
    }

    // The server calls nobody, so nothing goes out that could be cancelled.
    void ICancellationStrategy.CancelOutboundRequest(RequestId requestId)
    {
    }

    void ICancellationStrategy.OutboundRequestEnded(RequestId requestId)
    {
    }
}
