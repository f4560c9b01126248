using System.Buffers;

namespace HeroProc.Journal;

/// <summary>Looks at a file through one pooled block of 1 MiB, however long the file is. Not thread-safe.</summary>
internal sealed class FileWindow(IJournalFile file, long end) : IDisposable
{
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(1024 * 1024);
    private long _start;
    private int _length;

    /// <summary>The first offset not looked at.</summary>
    public long End => end;

    /// <summary>The bytes from the offset on: at least <paramref name="atLeast"/>, unless the end comes first.</summary>
    public ReadOnlySpan<byte> Peek(long offset, int atLeast)
    {
        var wanted = (int)Math.Min(atLeast, Math.Max(0, end - offset));
        if (offset < _start || offset + wanted > _start + _length)
        {
            _start = offset;
            _length = file.Read(_block.AsSpan(0, (int)Math.Min(_block.Length, Math.Max(0, end - offset))), offset);
        }

        var skip = (int)(offset - _start);
        return skip >= _length ? [] : _block.AsSpan(skip, _length - skip);
    }

    /// <summary>The checksum of a payload that lies wholly before the end.</summary>
    public uint Checksum(long offset, int length)
    {
        var state = Crc32C.Start;
        while (length > 0)
        {
            var bytes = Peek(offset, 1);
            if (bytes.IsEmpty)
                break;
            if (bytes.Length > length)
                bytes = bytes[..length];
            state = Crc32C.Update(state, bytes);
            offset += bytes.Length;
            length -= bytes.Length;
        }

        return Crc32C.Finish(state);
    }

    /// <summary>One past the last byte that is not zero; the offset itself when there is none.</summary>
    public long TrimZeros(long offset)
    {
        var last = offset;
        while (offset < end)
        {
            var bytes = Peek(offset, 1);
            if (bytes.IsEmpty)
                break;
            var found = bytes.LastIndexOfAnyExcept((byte)0);
            if (found >= 0)
                last = offset + found + 1;
            offset += bytes.Length;
        }

        return last;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_block);
}
