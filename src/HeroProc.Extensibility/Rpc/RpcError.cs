using System.Text.Json.Nodes;

namespace HeroProc.Extensibility.Rpc;

/// <summary>The error half of an answer. Never holds a stack trace, a type name, a secret or a path of the machine.</summary>
/// <param name="Code">The code on the wire.</param>
/// <param name="Message">A sentence for the caller.</param>
/// <param name="Details">The <c>data</c> member, or null for none.</param>
public sealed record RpcError(RpcErrorCode Code, string Message, JsonNode? Details = null)
{
    /// <summary>Wrong parameters: all faults at once.</summary>
    public static RpcError InvalidParams(IReadOnlyCollection<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var list = new JsonArray();
        foreach (var error in errors)
        {
            list.Add(new JsonObject { ["path"] = error.Path, ["message"] = error.Message });
        }

        var first = errors.FirstOrDefault();
        var message = first is null
            ? "Invalid params."
            : errors.Count == 1 ? $"Invalid params: {first.Path}: {first.Message}" : $"Invalid params: {errors.Count} faults; the first is {first.Path}: {first.Message}";
        return new RpcError(RpcErrorCode.InvalidParams, message, new JsonObject { ["errors"] = list });
    }

    /// <summary>One wrong parameter.</summary>
    public static RpcError InvalidParam(string path, string message) => InvalidParams([new FieldError(path, message)]);

    /// <summary>A thing that does not exist.</summary>
    /// <param name="kind">What it would be: <c>source</c>, <c>trigger</c>, <c>event</c>, <c>delivery</c>, <c>action</c>, <c>job</c>.</param>
    /// <param name="id">The id asked for.</param>
    public static RpcError NotFound(string kind, string id) =>
        new(RpcErrorCode.NotFound, $"There is no {kind} '{id}'.", new JsonObject { ["kind"] = kind, ["id"] = id });

    /// <summary>A contradiction to something that exists.</summary>
    public static RpcError Conflict(string message) => new(RpcErrorCode.Conflict, message);

    /// <summary>Not possible in the present state.</summary>
    public static RpcError Refused(string message) => new(RpcErrorCode.Refused, message);

    /// <summary>Over a limit; nothing was stored.</summary>
    public static RpcError Overloaded(long retryAfterMs) =>
        new(RpcErrorCode.Overloaded, $"Overloaded: nothing was stored. Try again in {retryAfterMs} ms.", new JsonObject { ["retry_after_ms"] = retryAfterMs });

    /// <summary>Too large.</summary>
    /// <param name="what">What is too large, as the subject of a sentence: <c>The payload</c>.</param>
    /// <param name="limit">The limit in bytes or items, as <paramref name="what"/> makes clear.</param>
    public static RpcError TooLarge(string what, long limit) =>
        new(RpcErrorCode.TooLarge, $"{what} is larger than the limit of {limit}.", new JsonObject { ["limit"] = limit });

    /// <summary>Storage does not take writes; nothing was stored.</summary>
    public static RpcError StorageUnavailable(string reason) =>
        new(RpcErrorCode.StorageUnavailable, $"Storage is unavailable ({reason}): nothing was stored.");
}
