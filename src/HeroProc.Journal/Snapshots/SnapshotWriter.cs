using System.Buffers;

namespace HeroProc.Journal;

/// <summary>Lays records out as frames numbered from 1, closed by an end mark that carries their count.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private readonly IJournalFile _file;
    private readonly FileHeader _header;
    private long _offset;
    private int _used;
    private long _seq;

    public SnapshotWriter(IJournalFile file, FileHeader header)
    {
        _file = file;
        _header = header;
        Copy(header.ToBytes(snapshot: true));
    }

    public void Add(in JournalRecord record)
    {
        JournalLimits.CheckRecord(record);
        var crc = Crc32C.Finish(Crc32C.Update(Crc32C.Update(Crc32C.Start, record.Head.Span), record.Body.Span));
        var frame = new FrameHeader(++_seq, 0, record.Head.Length, record.Body.Length, crc, record.Kind, FrameFlags.LastOfBatch, 0);
        Write(frame);
        Copy(record.Head);
        Copy(record.Body);
        Span<byte> padding = stackalloc byte[FrameHeader.Alignment];
        padding.Clear();
        var pad = (int)(frame.FrameLength - FrameHeader.Size - frame.PayloadLength);
        Room(pad);
        padding[..pad].CopyTo(_block.AsSpan(_used));
        _used += pad;
    }

    /// <summary>Returns when all of it is on disk.</summary>
    public void Finish()
    {
        Write(new FrameHeader(_seq, _seq, 0, 0, 0, 0, FrameFlags.DurableEnd, 0));
        Flush();
        _file.Sync();
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_block);

    private void Write(in FrameHeader frame)
    {
        Room(FrameHeader.Size);
        frame.Write(_block.AsSpan(_used, FrameHeader.Size), _header.Marker);
        _used += FrameHeader.Size;
    }

    private void Copy(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _block.Length / 4)
        {
            Flush();
            _file.Write([bytes], _offset);
            _offset += bytes.Length;
            return;
        }

        Room(bytes.Length);
        bytes.Span.CopyTo(_block.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Room(int bytes)
    {
        if (_used + bytes > _block.Length)
            Flush();
    }

    private void Flush()
    {
        if (_used > 0)
            _file.Write([_block.AsMemory(0, _used)], _offset);
        _offset += _used;
        _used = 0;
    }
}
