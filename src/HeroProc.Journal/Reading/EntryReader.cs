namespace HeroProc.Journal;

/// <summary>Reads one record by its position. Thread-safe.</summary>
internal sealed class EntryReader(SegmentCatalog catalog)
{
    public JournalReadResult Read(JournalPosition position)
    {
        if (catalog.Exact(position.Segment) is not { } segment
            || position.Offset < Segment.DataStart
            || position.Offset >= segment.DurableEnd)
        {
            return JournalReadResult.Missing.Instance;
        }

        try
        {
            return Read(segment, position);
        }
        catch (ObjectDisposedException) when (catalog.Exact(position.Segment) != segment)
        {
            // Dropped while we looked.
            return JournalReadResult.Missing.Instance;
        }
    }

    private static JournalReadResult Read(Segment segment, JournalPosition position)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        if (segment.File.Read(bytes, position.Offset) < bytes.Length
            || !FrameHeader.TryRead(bytes, segment.Marker, out var header)
            || !header.IsRecord
            || position.Offset + header.FrameLength > segment.DurableEnd)
        {
            return JournalReadResult.Damaged.Instance;
        }

        var payload = header.PayloadLength == 0 ? [] : GC.AllocateUninitializedArray<byte>(header.PayloadLength);
        if (segment.File.Read(payload, position.Offset + FrameHeader.Size) < payload.Length
            || Crc32C.Compute(payload) != header.PayloadCrc)
        {
            return JournalReadResult.Damaged.Instance;
        }

        return new JournalReadResult.Found(new JournalEntry(
            header.Seq, position, header.Kind, payload.AsMemory(0, header.HeadLength), payload.AsMemory(header.HeadLength)));
    }
}
