using System.Text.Json;
using HeroProc.Extensibility.Rpc;

namespace HeroProc.Events.Dispatch.Outbound;

/// <summary>What a service's answer means for the delivery.</summary>
internal static class RpcAnswer
{
    // Longer waits are not believed; the policy's cap is lower anyway.
    private const long MaxWaitMs = 86_400_000;

    /// <summary>Reads an answer of untrusted bytes.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="id">The id of the call it must answer.</param>
    public static AttemptOutcome Read(ReadOnlyMemory<byte> json, string id)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return NoAnswer();
            }

            if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            {
                return Error(error);
            }

            return root.TryGetProperty("result", out _) && root.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.String && answered.ValueEquals(id)
                ? new AttemptOutcome.Succeeded()
                : NoAnswer();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a string that is no UTF-8 or holds half a surrogate pair.
            return NoAnswer();
        }
    }

    private static AttemptOutcome Error(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;
        var said = error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? BoundedText.Show(message.GetString()!) : "";
        var reason = $"The service answered error {code}{(said.Length == 0 ? "" : $": {said}")}.";
        return (RpcErrorCode)code switch
        {
            RpcErrorCode.InvalidParams or RpcErrorCode.MethodNotFound => new AttemptOutcome.Hopeless(reason),
            RpcErrorCode.Overloaded => new AttemptOutcome.Failed(reason, RetryAfter: Wait(error)),
            _ => new AttemptOutcome.Failed(reason),
        };
    }

    private static TimeSpan? Wait(JsonElement error) =>
        error.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("retry_after_ms", out var wait) && wait.ValueKind == JsonValueKind.Number
        && wait.TryGetInt64(out var milliseconds) && milliseconds is > 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, MaxWaitMs))
            : null;

    private static AttemptOutcome.Failed NoAnswer() => new("The service did not answer this call in JSON-RPC 2.0.");
}
