using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Rpc.Messages;

/// <summary>One request of a message, or the fault that stands in its place.</summary>
/// <param name="Id">The id as JSON text, to be echoed as it came; <c>null</c> where there is none or it could not be read.</param>
/// <param name="IsNotification">True when the sender wants no answer.</param>
/// <param name="Method">The method's name; empty beside a fault.</param>
/// <param name="Params">The <c>params</c> member; undefined when absent. Valid until <see cref="IncomingMessage.Release"/>.</param>
/// <param name="Fault">Why this is no request, or null.</param>
internal readonly record struct IncomingRequest(byte[] Id, bool IsNotification, string Method, JsonElement Params, RpcError? Fault);

/// <summary>A parsed message: one request or a batch of them. Thread-safe after it is made.</summary>
internal sealed class IncomingMessage
{
    /// <summary>The id of an answer whose request's id could not be read.</summary>
    public static readonly byte[] NullId = "null"u8.ToArray();

    private readonly JsonDocument? _document;
    private int _holders;

    public IncomingMessage(JsonDocument? document, bool isBatch, IReadOnlyList<IncomingRequest> requests)
    {
        _document = document;
        IsBatch = isBatch;
        Requests = requests;
        _holders = requests.Count(static request => request.Fault is null);
        if (_holders == 0)
        {
            document?.Dispose();
        }
    }

    /// <summary>True when the answer, if any, is an array.</summary>
    public bool IsBatch { get; }

    /// <summary>The requests in the order they stand in the message; at least one.</summary>
    public IReadOnlyList<IncomingRequest> Requests { get; }

    /// <summary>A message that is no request at all.</summary>
    public static IncomingMessage Bad(byte[] id, RpcError fault) => new(null, isBatch: false, [new IncomingRequest(id, false, string.Empty, default, fault)]);

    /// <summary>Says, once for each request without fault, that its params are not needed any more; the last one returns the memory.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _document?.Dispose();
        }
    }
}
