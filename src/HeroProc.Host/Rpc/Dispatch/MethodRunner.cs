using System.Diagnostics.CodeAnalysis;
using HeroProc.Extensibility.Rpc;
using HeroProc.Host.Rpc.Messages;
using Microsoft.Extensions.Options;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Runs a call: place, params, method, answer. Whatever a method does, the caller gets a well-formed answer.</summary>
internal sealed partial class MethodRunner(CallLoad load, FaultIds faultIds, IOptions<RpcOptions> options, ILogger<MethodRunner> logger)
{
    private readonly RpcOptions _options = options.Value;

    /// <summary>Runs the call and puts its answer into <see cref="IncomingCall.Answer"/>. Never throws.</summary>
    /// <returns>The same call.</returns>
    public async Task<IncomingCall> RunAsync(MethodEntry entry, IncomingCall call, CancellationToken cancellationToken)
    {
        if (!load.TryEnter())
        {
            call.Answer = MessageWriter.Error(call.Id, RpcError.Overloaded(_options.RetryAfterMs));
            return call;
        }

        try
        {
            call.Answer = await AnswerAsync(entry, call, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            load.Leave();
            call.ReleaseParams();
        }

        return call;
    }

    /// <summary>The answer of a call that was not run, for no reason the caller could know.</summary>
    public MessageBuffer Unanswered(IncomingCall call)
    {
        var id = faultIds.Next();
        MethodNotRun(RpcErrors.Shorten(call.Method), id);
        return MessageWriter.Error(call.Id, RpcErrors.Internal(id));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A method may throw anything; the log gets it and the caller an answer.")]
    private async ValueTask<MessageBuffer> AnswerAsync(MethodEntry entry, IncomingCall call, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bound = entry.Binder.Bind(call.Params);
            if (!bound.Succeeded)
            {
                return MessageWriter.Error(call.Id, bound.Error);
            }

            call.ReleaseParams();
            var result = await entry.Method.InvokeAsync(bound.Value!, call.Context, cancellationToken).ConfigureAwait(false);
            return result.Succeeded
                ? MessageWriter.Result(call.Id, result.Value, entry.Method.ResultType, _options.MaxMessageBytes)
                : MessageWriter.Error(call.Id, result.Error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return MessageWriter.Error(call.Id, RpcErrors.Cancelled);
        }
        catch (AnswerTooLargeException)
        {
            return MessageWriter.Error(call.Id, RpcErrors.ResultTooLarge(_options.MaxMessageBytes));
        }
        catch (Exception exception)
        {
            var id = faultIds.Next();
            MethodFailed(exception, entry.Name, id);
            return MessageWriter.Error(call.Id, RpcErrors.Internal(id));
        }
    }
}
