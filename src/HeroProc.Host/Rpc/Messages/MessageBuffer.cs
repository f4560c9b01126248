using System.Buffers;

namespace HeroProc.Host.Rpc.Messages;

/// <summary>
/// The bytes of one outgoing message, in a rented array that never grows past its limit. Not thread-safe; whoever holds
/// it last disposes it.
/// </summary>
internal sealed class MessageBuffer(int limit) : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 512;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written so far.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        if (Length + count > limit)
        {
            throw new AnswerTooLargeException();
        }

        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Appends bytes as they are.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>
    /// Puts the message on one line. A converter may have copied JSON text that came with line breaks between its
    /// tokens; inside a string a break is always escaped, so a space says the same.
    /// </summary>
    public void MakeOneLine()
    {
        var written = _bytes.AsSpan(0, Length);
        written.Replace((byte)'\n', (byte)' ');
        written.Replace((byte)'\r', (byte)' ');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + (long)Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        // The serialiser asks for up to three times a string's length before it writes; a request past that is a runaway.
        if (Length >= limit || needed > Array.MaxLength)
        {
            throw new AnswerTooLargeException();
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
