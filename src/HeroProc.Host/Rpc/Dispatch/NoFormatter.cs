using System.Buffers;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace HeroProc.Host.Rpc.Dispatch;

/// <summary>StreamJsonRpc asks a message handler for its formatter; ours reads and writes the messages itself.</summary>
internal sealed class NoFormatter : IJsonRpcMessageFormatter
{
    public static readonly NoFormatter Instance = new();

    public JsonRpcMessage Deserialize(ReadOnlySequence<byte> contentBuffer) => throw Unused();

    public void Serialize(IBufferWriter<byte> bufferWriter, JsonRpcMessage message) => throw Unused();

    public object GetJsonText(JsonRpcMessage message) => throw Unused();

    private static NotSupportedException Unused() => new("Messages are read and written by the transports.");
}
