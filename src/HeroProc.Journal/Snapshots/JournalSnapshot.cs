namespace HeroProc.Journal;

/// <summary>A snapshot that was checked from end to end when it was opened. Dispose it after reading.</summary>
public sealed class JournalSnapshot : IDisposable
{
    private readonly IJournalFile _file;
    private readonly FileHeader _header;

    private JournalSnapshot(IJournalFile file, FileHeader header, long records)
    {
        _file = file;
        _header = header;
        Records = records;
    }

    /// <summary>The last record it stands for: go on reading the journal one past it.</summary>
    public long UpToSeq => _header.Seq;

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset Created => DateTimeOffset.FromUnixTimeMilliseconds(_header.CreatedMs);

    /// <summary>How many records it holds.</summary>
    public long Records { get; }

    /// <summary>
    /// Its records in the order they were written, one at a time; each has memory of its own. Throws
    /// <see cref="InvalidDataException"/> if the file is damaged after the check on opening.
    /// </summary>
    public IEnumerable<JournalRecord> Read()
    {
        var offset = (long)FileHeader.Size;
        var header = new byte[FrameHeader.Size];
        for (var seq = 1L; seq <= Records; seq++)
        {
            if (_file.Read(header, offset) < header.Length
                || !FrameHeader.TryRead(header, _header.Marker, out var frame) || frame.Seq != seq)
            {
                throw Damaged(offset);
            }

            var payload = frame.PayloadLength == 0 ? [] : GC.AllocateUninitializedArray<byte>(frame.PayloadLength);
            if (_file.Read(payload, offset + FrameHeader.Size) < payload.Length || Crc32C.Compute(payload) != frame.PayloadCrc)
                throw Damaged(offset);
            yield return new JournalRecord(frame.Kind, payload.AsMemory(0, frame.HeadLength), payload.AsMemory(frame.HeadLength));
            offset += frame.FrameLength;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Null unless every frame and the closing count are right; the file is closed then.</summary>
    internal static JournalSnapshot? TryOpen(IJournalFile file, long upToSeq)
    {
        var snapshot = Check(file, upToSeq);
        if (snapshot is null)
            file.Dispose();
        return snapshot;
    }

    private static JournalSnapshot? Check(IJournalFile file, long upToSeq)
    {
        using var window = new FileWindow(file, file.Length);
        if (!FileHeader.TryRead(window.Peek(0, FileHeader.Size), snapshot: true, out var header) || header.Seq != upToSeq)
            return null;
        var offset = (long)FileHeader.Size;
        for (var seq = 1L; FrameFinder.TryReadAt(window, offset, header.Marker, out var frame); seq++)
        {
            offset += frame.FrameLength;
            if (!frame.IsRecord)
                return frame.Seq == seq - 1 && offset == window.End ? new JournalSnapshot(file, header, frame.Seq) : null;
            if (frame.Seq != seq)
                return null;
        }

        return null;
    }

    private InvalidDataException Damaged(long offset) =>
        new($"Snapshot {UpToSeq} is damaged at {offset}, though it was whole when it was opened; open it again to get the newest good one.");
}
