using System.Runtime.InteropServices;
using System.Text.Json;
using HeroProc.Host.Rpc.Messages;

namespace HeroProc.Host.Rpc.Newline;

/// <summary>The notification by which a client takes a call back: <c>$/cancelRequest {id}</c>.</summary>
internal static class CancelRequest
{
    private const string Method = "$/cancelRequest";

    /// <summary>Tells a cancellation from a call.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The id to cancel as JSON text; empty, which no call has, where it is no id.</param>
    public static bool TryRead(IncomingRequest request, out byte[] id)
    {
        id = [];
        if (!request.IsNotification || request.Method != Method)
        {
            return false;
        }

        var named = request.Params is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0] : request.Params;
        if (named.ValueKind == JsonValueKind.Object && named.TryGetProperty("id"u8, out var value) && value.ValueKind is (JsonValueKind.String or JsonValueKind.Number))
        {
            id = JsonMarshal.GetRawUtf8Value(value).ToArray();
        }

        return true;
    }
}
