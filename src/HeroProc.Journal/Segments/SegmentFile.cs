namespace HeroProc.Journal;

/// <summary>Makes a segment file and reads its header back.</summary>
internal static class SegmentFile
{
    /// <summary>
    /// A new, empty, durable segment. It gets its name only when its header is on disk, so a segment without a good header is
    /// a damaged one and never an unfinished one. An empty segment of the same name is replaced.
    /// </summary>
    public static Segment Create(IJournalDisk disk, long firstSeq, Func<ulong> newMarker, TimeProvider time)
    {
        var marker = newMarker();
        if (marker == 0)
            throw new InvalidOperationException($"{nameof(JournalOptions)}.{nameof(JournalOptions.NewMarker)} gave 0, which would make empty space look like frames; it must give random bits.");
        var header = new FileHeader(firstSeq, time.GetUtcNow().ToUnixTimeMilliseconds(), marker);
        var bytes = header.ToBytes(snapshot: false);
        var name = JournalNames.Segment(firstSeq);
        var file = disk.Create(name + JournalNames.TemporarySuffix);
        try
        {
            file.Write([bytes], 0);
            file.Write([bytes], Segment.SecondHeader);
            file.Sync();
            disk.Rename(name + JournalNames.TemporarySuffix, name);
            disk.SyncFolder();
            return new Segment(file, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>False when neither copy of the header is good.</summary>
    public static bool TryReadHeader(IJournalFile file, long firstSeq, out FileHeader header)
    {
        Span<byte> bytes = stackalloc byte[FileHeader.Size];
        foreach (var offset in (ReadOnlySpan<long>)[0, Segment.SecondHeader])
        {
            if (file.Read(bytes, offset) == bytes.Length
                && FileHeader.TryRead(bytes, snapshot: false, out header)
                && header.Seq == firstSeq)
            {
                return true;
            }
        }

        header = default;
        return false;
    }
}
