namespace HeroProc.Journal;

/// <summary>
/// One segment file. The writer publishes its durable end; readers read below it, where nothing changes any more. Keeps a
/// sparse index, one entry for about 64 KiB, so that a reader may begin anywhere.
/// </summary>
internal sealed class Segment : IDisposable
{
    /// <summary>Frames begin behind the second copy of the header; the copies lie in different 4 KiB blocks, so that one bad block leaves the other.</summary>
    public const long DataStart = SecondHeader + FileHeader.Size;
    public const long SecondHeader = 4096;

    /// <summary>Bytes between two entries of the sparse index; a reader walks at most so far to its first record.</summary>
    public const long IndexStride = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly List<(long Seq, long Offset)> _index = [];
    private long _durableEnd = DataStart;
    private long _lastSeq;
    private long _records;

    public Segment(IJournalFile file, FileHeader header)
    {
        File = file;
        Header = header;
        _lastSeq = header.Seq - 1;
    }

    public IJournalFile File { get; }

    public FileHeader Header { get; }

    public long FirstSeq => Header.Seq;

    public ulong Marker => Header.Marker;

    /// <summary>Bytes below which everything is on disk and final.</summary>
    public long DurableEnd => Volatile.Read(ref _durableEnd);

    /// <summary>The last sequence number it stands for, readable or damaged; one before the first when empty.</summary>
    public long LastSeq => Volatile.Read(ref _lastSeq);

    public long Records => Volatile.Read(ref _records);

    public void Index(long seq, long offset)
    {
        lock (_gate)
        {
            if (_index.Count == 0 || offset - _index[^1].Offset >= IndexStride)
                _index.Add((seq, offset));
        }
    }

    public void Publish(long end, long lastSeq, long addedRecords)
    {
        Volatile.Write(ref _records, _records + addedRecords);
        Volatile.Write(ref _lastSeq, lastSeq);
        Volatile.Write(ref _durableEnd, end);
    }

    /// <summary>An offset of a frame at or before the number.</summary>
    public long FloorOffset(long seq)
    {
        lock (_gate)
        {
            var low = 0;
            var high = _index.Count - 1;
            var best = DataStart;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (_index[middle].Seq <= seq)
                {
                    best = _index[middle].Offset;
                    low = middle + 1;
                }
                else
                {
                    high = middle - 1;
                }
            }

            return best;
        }
    }

    public void Dispose() => File.Dispose();
}
