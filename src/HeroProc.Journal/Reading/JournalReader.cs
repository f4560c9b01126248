using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

/// <summary>
/// Walks through the durable records in order and waits for more, at its own pace; any number of readers may be open. It
/// holds one block of up to 64 KiB, or one record if that is larger. Not thread-safe. Damage and dropped segments are passed
/// over and counted in <see cref="JournalEntry.MissingBefore"/>; a disk that does not answer throws <see cref="IOException"/>
/// and the same call may be tried again.
/// </summary>
public sealed partial class JournalReader
{
    private const int BlockBytes = 64 * 1024;
    private readonly SegmentCatalog _catalog;
    private readonly DurableSignal _signal;
    private readonly ILogger _logger;
    private Segment? _segment;
    private long _offset;
    private long _waitAfter = -1;
    private byte[] _block = [];
    private Segment? _blockSegment;
    private long _blockStart;

    internal JournalReader(SegmentCatalog catalog, DurableSignal signal, long fromSeq, ILogger logger)
    {
        _catalog = catalog;
        _signal = signal;
        _logger = logger;
        NextSeq = fromSeq;
    }

    /// <summary>The number the next record would have if none is missing.</summary>
    public long NextSeq { get; private set; }

    /// <summary>Waits until there may be more to read; false when the journal is closed and there is not.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
        _signal.WaitAsync(Math.Max(_waitAfter, NextSeq - 1), cancellationToken);

    /// <summary>The next durable record; false when there is none now.</summary>
    public bool TryRead(out JournalEntry entry)
    {
        // Taken before looking: what becomes durable while we look wakes the next wait.
        var durable = _signal.Durable;
        while (true)
        {
            try
            {
                if (Advance(out entry))
                    return true;
                _waitAfter = durable;
                return false;
            }
            catch (ObjectDisposedException)
            {
                // The segment was dropped under us: go on with the oldest there is. If it is the same one, the journal is closed.
                if (_segment is null || _catalog.All.Contains(_segment))
                {
                    entry = default;
                    return false;
                }

                _segment = null;
            }
        }
    }

    /// <summary>
    /// Waits for at least one record, then fills the list with what is there, without waiting for more. The list is cleared
    /// first. False when the journal is closed and everything was read.
    /// </summary>
    /// <param name="batch">Where the records go.</param>
    /// <param name="maxRecords">Stop after this many; at least 1.</param>
    /// <param name="maxBytes">Stop once this many payload bytes are in the list.</param>
    /// <param name="cancellationToken">Ends the wait; the reader stays usable.</param>
    public async ValueTask<bool> ReadBatchAsync(
        List<JournalEntry> batch, int maxRecords, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        batch.Clear();
        while (await WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var bytes = 0L;
            while (batch.Count < maxRecords && (batch.Count == 0 || bytes < maxBytes) && TryRead(out var entry))
            {
                batch.Add(entry);
                bytes += entry.Head.Length + entry.Body.Length;
            }

            if (batch.Count > 0)
                return true;
        }

        return false;
    }

    private bool Advance(out JournalEntry entry)
    {
        entry = default;
        while (true)
        {
            if (_segment is null)
            {
                _segment = _catalog.Find(NextSeq);
                _offset = _segment.FloorOffset(NextSeq);
            }

            var limit = _segment.DurableEnd;
            if (_offset < limit)
            {
                if (TryFrame(_segment, limit, out entry))
                    return true;
                continue;
            }

            var next = _catalog.After(_segment);
            if (next is null)
                return false;

            // The old one may have grown between the two looks; it cannot any more now that there is a next.
            if (_offset < _segment.DurableEnd)
                continue;
            _segment = next;
            _offset = Segment.DataStart;
        }
    }

    /// <summary>Moves past one frame or one damaged place; true when it was a record we want.</summary>
    private bool TryFrame(Segment segment, long limit, out JournalEntry entry)
    {
        entry = default;
        var bytes = Block(segment, FrameHeader.Size, limit);
        if (!FrameHeader.TryRead(bytes.Span, segment.Marker, out var header) || !header.IsRecord || _offset + header.FrameLength > limit)
            return PassDamage(segment, limit);
        if (header.Seq < NextSeq)
        {
            _offset += header.FrameLength;
            return false;
        }

        var payload = Block(segment, (int)header.FrameLength, limit)[FrameHeader.Size..][..header.PayloadLength];
        if (Crc32C.Compute(payload.Span) != header.PayloadCrc)
            return PassDamage(segment, limit);
        entry = new JournalEntry(
            header.Seq, new JournalPosition(segment.FirstSeq, _offset), header.Kind,
            payload[..header.HeadLength], payload[header.HeadLength..], header.Seq - NextSeq);
        _offset += header.FrameLength;
        NextSeq = header.Seq + 1;
        return true;
    }

    private bool PassDamage(Segment segment, long limit)
    {
        using var window = new FileWindow(segment.File, limit);
        var found = FrameFinder.Next(window, _offset + FrameHeader.Alignment, segment.Marker, NextSeq, out _);
        var next = found < 0 ? limit : found;
        Passed(segment.FirstSeq, _offset, next - _offset);
        _offset = next;
        return false;
    }

    /// <summary>At least so many bytes at the current offset, fewer only before the limit. Entries slice the block, so a new one is taken and none is reused.</summary>
    private ReadOnlyMemory<byte> Block(Segment segment, int atLeast, long limit)
    {
        var wanted = (int)Math.Min(atLeast, limit - _offset);
        var skip = _offset - _blockStart;
        if (_blockSegment != segment || skip < 0 || skip + wanted > _block.Length)
        {
            var block = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(wanted, BlockBytes), limit - _offset));
            var read = segment.File.Read(block, _offset);

            // A file that became shorter than its durable end reads as zeros, which no frame is.
            block.AsSpan(read).Clear();
            _block = block;
            _blockSegment = segment;
            _blockStart = _offset;
            skip = 0;
        }

        return _block.AsMemory((int)skip);
    }
}
