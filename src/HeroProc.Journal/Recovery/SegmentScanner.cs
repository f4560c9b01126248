namespace HeroProc.Journal;

/// <summary>
/// Walks through one segment's frames. Bad bytes are damage if something calls their records durable (a later frame, an end
/// mark, the next segment); else they are a torn tail, and the log ends before the batch they belong to.
/// </summary>
internal sealed class SegmentScanner(FileWindow window, FileHeader segment, long? nextFirstSeq)
{
    private readonly SegmentScan _scan = new();
    private readonly List<BadSpan> _bad = [];
    private long _offset = Segment.DataStart;
    private long _expected = segment.Seq;
    private long _durable = nextFirstSeq - 1 ?? segment.Seq - 1;
    private BatchStart? _openBatch;

    public SegmentScan Run()
    {
        while (Step())
        {
        }

        var cut = Cut();
        if (cut is not null)
            CutAt(cut.Value);
        else
            _scan.End = _offset;
        foreach (var bad in _bad)
        {
            if (bad.FirstSeq <= _durable && (cut is null || bad.Offset < cut.Value.Offset))
                _scan.Damaged.Add(new DamagedRegion(segment.Seq, bad.Offset, bad.Bytes, bad.FirstSeq, bad.LastSeq, null));
        }

        _scan.LastSeq = cut?.Seq - 1 ?? _expected - 1;
        if (nextFirstSeq is { } next && _scan.LastSeq < next - 1)
        {
            _scan.Damaged.Add(new DamagedRegion(segment.Seq, _scan.End, 0, _scan.LastSeq + 1, next - 1, null));
            _scan.LastSeq = next - 1;
        }

        _scan.UnprovenFrom = Math.Min(_scan.UnprovenFrom, _scan.End);
        return _scan;
    }

    private bool Step()
    {
        if (FrameFinder.TryReadAt(window, _offset, segment.Marker, out var header)
            && header.IsRecord && header.Seq >= _expected)
        {
            // A segment that was given up may hold refused records whose numbers the next segment has taken over.
            if (header.Seq >= nextFirstSeq)
                return false;
            if (header.Seq > _expected)
                AddBad(_offset, 0, header.Seq - 1);
            Accept(header);
            return true;
        }

        return nextFirstSeq is null || _expected < nextFirstSeq ? SkipBad() : false;
    }

    private void Accept(in FrameHeader header)
    {
        if (header.DurableSeq > _durable || _scan.Records == 0)
            _scan.UnprovenFrom = _offset;
        _durable = Math.Max(_durable, header.DurableSeq);
        if (header.BatchIndex == 0)
            _openBatch = new BatchStart(_offset, header.Seq, _scan.Records);
        if ((header.Flags & FrameFlags.LastOfBatch) != 0)
            _openBatch = null;
        if (_scan.Index.Count == 0 || _offset - _scan.Index[^1].Offset >= Segment.IndexStride)
            _scan.Index.Add((header.Seq, _offset));
        _scan.Records++;
        _offset += header.FrameLength;
        _expected = header.Seq + 1;
    }

    /// <summary>Passes over bytes that are no record; false at the end of the log.</summary>
    private bool SkipBad()
    {
        var start = _offset;
        var search = start;
        while (true)
        {
            var found = FrameFinder.Next(window, search, segment.Marker, _expected, out var header);
            if (found < 0)
                break;
            if (header.IsRecord && !(header.Seq >= nextFirstSeq))
            {
                AddBad(start, found - start, header.Seq - 1);
                _offset = found;
                return true;
            }

            if (!header.IsRecord && header.Seq >= _durable)
            {
                _durable = header.Seq;
                if (found == start && header.Seq == _expected - 1)
                    _scan.UnprovenFrom = start;
            }

            search = found + FrameHeader.Alignment;
        }

        // The end mark itself is part of a clean end; whatever else is not zero is not.
        var after = start;
        if (FrameFinder.TryReadAt(window, start, segment.Marker, out var mark) && !mark.IsRecord)
            after += FrameHeader.Size;
        var end = window.TrimZeros(after);
        if (end > after || _durable >= _expected)
            AddBad(start, end > after ? end - start : 0, Math.Max(_durable, _expected - 1));
        return false;
    }

    private void AddBad(long offset, long bytes, long lastSeq)
    {
        _bad.Add(new BadSpan(offset, bytes, _expected, lastSeq, _openBatch, _scan.Records));
        _expected = lastSeq + 1;

        // The batch goes on behind the damage, or was damaged at its end; either way it was durable as a whole.
        _openBatch = null;
    }

    /// <summary>Where the log really ends, if before the last frame read: at the first bad span nothing calls durable, or at a batch without end.</summary>
    private (long Offset, long Seq, long Records, long Bytes)? Cut()
    {
        foreach (var bad in _bad)
        {
            if (bad.FirstSeq > _durable)
                return At(bad.OpenBatch ?? new BatchStart(bad.Offset, bad.FirstSeq, bad.RecordsBefore));
        }

        return _openBatch is { } open && open.Seq > _durable ? At(open) : null;
    }

    private (long Offset, long Seq, long Records, long Bytes) At(BatchStart start) =>
        (start.Offset, start.Seq, start.RecordsBefore, window.TrimZeros(start.Offset) - start.Offset);

    private void CutAt((long Offset, long Seq, long Records, long Bytes) cut)
    {
        _scan.Torn = new TornTail(segment.Seq, cut.Offset, cut.Bytes);
        _scan.End = cut.Offset;
        _scan.Records = cut.Records;
        _scan.Index.RemoveAll(entry => entry.Offset >= cut.Offset);
    }

    private readonly record struct BatchStart(long Offset, long Seq, long RecordsBefore);

    private readonly record struct BadSpan(
        long Offset, long Bytes, long FirstSeq, long LastSeq, BatchStart? OpenBatch, long RecordsBefore);
}
