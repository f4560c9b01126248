using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace HeroProc.Events.LiteDb;

/// <summary>
/// Keys of indexes: bytes whose order is the order wanted. A sequence number is eight bytes, highest first; a text ends with a
/// zero byte, which stands in none. Keys stay far below the engine's limit of 1,023 bytes, whatever the text.
/// </summary>
internal static class IndexKey
{
    private const int MaxTextBytes = 200;

    /// <summary>A text as a key of its own.</summary>
    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= MaxTextBytes)
            return bytes;

        // Two long texts that begin alike must not be one key.
        var key = new byte[MaxTextBytes + 16];
        bytes.AsSpan(0, MaxTextBytes).CopyTo(key);
        XxHash128.Hash(bytes, key.AsSpan(MaxTextBytes));
        return key;
    }

    /// <summary>The beginning of keys that start with a text.</summary>
    public static byte[] Head(string text) => [.. Text(text), 0];

    /// <summary>The beginning of keys that start with a text and a state.</summary>
    public static byte[] Head(string text, byte state) => [.. Text(text), 0, state];

    /// <summary>The beginning of keys that start with a text of any length, which is only told apart, not ordered.</summary>
    public static byte[] HashHead(string text)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(head, XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)));
        return head;
    }

    /// <summary>A beginning, then a sequence number, then an id.</summary>
    public static byte[] Of(ReadOnlySpan<byte> head, long seq, string? id = null)
    {
        var tail = id is null ? [] : Text(id);
        var key = new byte[head.Length + sizeof(long) + tail.Length];
        head.CopyTo(key);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(head.Length), seq);
        tail.CopyTo(key.AsSpan(head.Length + sizeof(long)));
        return key;
    }

    /// <summary>Behind every key of a beginning and a sequence number: no text has the byte 255.</summary>
    public static byte[] EndOf(ReadOnlySpan<byte> head, long seq) => [.. Of(head, seq), 0xFF];
}
