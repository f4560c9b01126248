using System.Text.Json.Nodes;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>Errors the server itself answers with.</summary>
internal static class RpcErrors
{
    /// <summary>The customary code of a cancelled call; no method answers with it.</summary>
    public const int CancelledCode = -32800;

    private const int MaxNameInText = 100;

    /// <summary>The caller, or the end of its connection, cancelled the call.</summary>
    public static RpcError Cancelled { get; } = new((RpcErrorCode)CancelledCode, "The call was cancelled.");

    /// <summary>A fault of the host.</summary>
    /// <param name="correlationId">What the host's log calls the fault.</param>
    public static RpcError Internal(string correlationId) =>
        new(RpcErrorCode.InternalError, $"Internal error. The host's log has its cause as {correlationId}.", new JsonObject { ["correlation_id"] = correlationId });

    /// <summary>No method has this name.</summary>
    /// <param name="name">The name that came.</param>
    /// <param name="nearest">A name that is much like it, or null.</param>
    public static RpcError MethodNotFound(string name, string? nearest) =>
        new(RpcErrorCode.MethodNotFound, $"There is no method '{Shorten(name)}'{(nearest is null ? string.Empty : $"; did you mean '{nearest}'")}{(nearest is null ? "." : "?")}");

    /// <summary>An incoming message over the limit.</summary>
    public static RpcError MessageTooLarge(long limit) => RpcError.TooLarge("The message", limit);

    /// <summary>A result over the limit.</summary>
    public static RpcError ResultTooLarge(long limit) =>
        new(RpcErrorCode.TooLarge, $"The result is larger than the limit of {limit} bytes. Ask for less at once.", new JsonObject { ["limit"] = limit });

    /// <summary>A name that came from outside, short enough for a sentence.</summary>
    public static string Shorten(string name) => name.Length <= MaxNameInText ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[MaxNameInText - 1]) ? MaxNameInText - 1 : MaxNameInText), "…");
}
