using Microsoft.Extensions.Logging;

namespace HeroProc.Journal;

/// <summary>
/// Writes groups into the newest segment and rolls to the next. Writer thread only. After any failure it leaves the segment
/// for good: a file whose sync has failed may have lost pages the system calls clean, so nothing is ever appended behind them.
/// </summary>
internal sealed partial class SegmentAppender(
    IJournalDisk disk, SegmentCatalog catalog, JournalOptions options, TimeProvider time, ILogger logger)
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly GroupBuffer _buffer = new();
    private readonly byte[] _endMarker = new byte[FrameHeader.Size];
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private Segment _segment = catalog.Last;
    private long _end = catalog.Last.DurableEnd;
    private long _reserved = catalog.Last.DurableEnd;
    private bool _mustRoll;

    public long DurableSeq { get; private set; } = catalog.Last.LastSeq;

    public Segment Segment => _segment;

    /// <summary>
    /// Writes and syncs the group; when it returns all of it is on disk, visible to readers. When it throws, call
    /// <see cref="Abandon"/>: none of it counts.
    /// </summary>
    public int Append(List<PendingAppend> group, long bytes)
    {
        if (_mustRoll || (_segment.LastSeq >= _segment.FirstSeq && _end - Segment.DataStart + bytes > options.SegmentBytes))
            Roll();
        try
        {
            var records = _buffer.Build(group, _segment.Marker, DurableSeq + 1, _end);
            _segment.File.Write(_buffer.Parts, _end);
            ReserveAhead(bytes);
            _segment.File.Sync();
            _end += bytes;
            DurableSeq += records;
            foreach (var append in group)
                _segment.Index(append.FirstSeq, append.Offset);
            _segment.Publish(_end, DurableSeq, records);
            return records;
        }
        finally
        {
            _buffer.Reset();
        }
    }

    /// <summary>Gives the failed part of the segment up: cuts it off if the disk lets us, and begins a new segment with the next group.</summary>
    public void Abandon()
    {
        _mustRoll = true;
        try
        {
            _segment.File.SetLength(_end);
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            // Harmless: whatever lies behind the end has numbers the next segment takes over, so it is never read.
            CutFailed(exception, _segment.FirstSeq, _end);
        }
    }

    /// <summary>
    /// Notes behind the last frame that all before it is on disk, so that the next start can tell damage from a torn tail
    /// also in the last group. Not synced: it may be lost, then the tail is merely taken for unacknowledged.
    /// </summary>
    public void MarkDurableEnd()
    {
        if (_mustRoll)
            return;
        try
        {
            new FrameHeader(DurableSeq, DurableSeq, 0, 0, 0, 0, FrameFlags.DurableEnd, 0).Write(_endMarker, _segment.Marker);
            _parts.Clear();
            _parts.Add(_endMarker);
            _segment.File.Write(_parts, _end);
            _reserved = Math.Max(_reserved, _end + FrameHeader.Size);
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            MarkFailed(exception, _segment.FirstSeq);
            Abandon();
        }
    }

    /// <summary>The end of an orderly stop: gives back the zeros ahead and makes the end mark durable.</summary>
    public void Close()
    {
        if (_mustRoll)
            return;
        try
        {
            _segment.File.SetLength(_end);
            MarkDurableEnd();
            _segment.File.Sync();
        }
        catch (Exception exception) when (StorageFailures.IsStorage(exception))
        {
            MarkFailed(exception, _segment.FirstSeq);
        }
    }

    private void Roll()
    {
        // From here on the old segment takes nothing more, even if the new one cannot be made now: its file may exist
        // already, and what comes after its first number would be looked for there.
        if (!_mustRoll)
            Abandon();
        var next = SegmentFile.Create(disk, DurableSeq + 1, options.NewMarker, time);
        catalog.Add(next);
        _segment = next;
        _end = next.DurableEnd;
        _reserved = _end;
        _mustRoll = false;
        Rolled(next.FirstSeq);
    }

    private void ReserveAhead(long groupBytes)
    {
        var end = _end + groupBytes;
        if (end <= _reserved)
            return;
        _reserved = end;

        // A large group pays for its own metadata; writing as many zeros again would only halve the rate.
        if (options.PreallocateBytes == 0 || groupBytes > options.PreallocateBytes / 4)
            return;
        var target = Math.Min(end + options.PreallocateBytes, Math.Max(end, Segment.DataStart + options.SegmentBytes));
        _parts.Clear();
        for (var left = target - end; left > 0; left -= Zeros.Length)
            _parts.Add(Zeros.AsMemory(0, (int)Math.Min(left, Zeros.Length)));
        try
        {
            _segment.File.Write(_parts, end);
            _reserved = target;
        }
        catch (IOException exception) when (StorageFailures.Reason(exception) == StorageFailure.DiskFull)
        {
            // The group itself still fitted. Leave the space to it and its successors.
            ReserveFailed(exception, _segment.FirstSeq);
            _segment.File.SetLength(end);
        }
    }
}
