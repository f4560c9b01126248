using System.Buffers;

namespace HeroProc.Journal;

/// <summary>
/// Lays a group out as one contiguous write. Frame headers and small parts are copied into pooled blocks; a large part is
/// referenced where it lies. Writer thread only.
/// </summary>
internal sealed class GroupBuffer
{
    private const int BlockBytes = 256 * 1024;
    private const int CopyLimit = 8 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly List<byte[]> _blocks = [];
    private int _runStart;
    private int _used = BlockBytes;

    public IReadOnlyList<ReadOnlyMemory<byte>> Parts => _parts;

    /// <summary>Places the calls one behind the other from the offset on, gives each its numbers, and returns the records placed.</summary>
    public int Build(List<PendingAppend> group, ulong marker, long firstSeq, long offset)
    {
        var seq = firstSeq;
        foreach (var append in group)
        {
            append.FirstSeq = seq;
            append.Offset = offset;
            offset += append.FrameBytes;
            for (var i = 0; i < append.Count; i++, seq++)
            {
                var record = append.Record(i, out var crc);
                var flags = i == append.Count - 1 ? FrameFlags.LastOfBatch : FrameFlags.None;
                var header = new FrameHeader(
                    seq, firstSeq - 1, record.Head.Length, record.Body.Length, crc, record.Kind, flags, i);
                header.Write(Take(FrameHeader.Size), marker);
                Add(record.Head);
                Add(record.Body);
                Take((int)(header.FrameLength - FrameHeader.Size - header.PayloadLength)).Clear();
            }
        }

        CloseRun();
        return (int)(seq - firstSeq);
    }

    /// <summary>Forgets the callers' memory and gives the blocks back.</summary>
    public void Reset()
    {
        _parts.Clear();
        foreach (var block in _blocks)
            ArrayPool<byte>.Shared.Return(block);
        _blocks.Clear();
        _used = BlockBytes;
        _runStart = BlockBytes;
    }

    private void Add(ReadOnlyMemory<byte> part)
    {
        if (part.Length <= CopyLimit)
        {
            part.Span.CopyTo(Take(part.Length));
            return;
        }

        CloseRun();
        _parts.Add(part);
    }

    private Span<byte> Take(int bytes)
    {
        if (_used + bytes > BlockBytes || _blocks.Count == 0)
        {
            CloseRun();
            _blocks.Add(ArrayPool<byte>.Shared.Rent(BlockBytes));
            _used = 0;
            _runStart = 0;
        }

        var span = _blocks[^1].AsSpan(_used, bytes);
        _used += bytes;
        return span;
    }

    private void CloseRun()
    {
        if (_blocks.Count > 0 && _used > _runStart)
            _parts.Add(_blocks[^1].AsMemory(_runStart, _used - _runStart));
        _runStart = _used;
    }
}
