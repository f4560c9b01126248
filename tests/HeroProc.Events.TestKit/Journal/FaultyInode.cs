namespace HeroProc.Events.TestKit;

/// <summary>A file's two faces: what a process sees, and what a power cut leaves. Guarded by its disk's lock.</summary>
internal sealed class FaultyInode
{
    private const int SectorBytes = 512;
    private readonly List<Change> _unsynced = [];
    private readonly Image _seen = new();
    private readonly Image _onDisk = new();

    public FaultyInode()
    {
    }

    public FaultyInode(byte[] bytes)
    {
        _seen.Write(0, bytes);
        _onDisk.Write(0, bytes);
    }

    public ReadOnlySpan<byte> Bytes => _seen.Bytes;

    public int Read(Span<byte> buffer, long offset)
    {
        if (offset >= Bytes.Length)
            return 0;
        var source = Bytes[(int)offset..];
        if (source.Length > buffer.Length)
            source = source[..buffer.Length];
        source.CopyTo(buffer);
        return source.Length;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        _seen.Write(offset, bytes);
        _unsynced.Add(new Change(offset, bytes.ToArray()));
    }

    public void SetLength(long length)
    {
        _seen.SetLength(length);
        _unsynced.Add(new Change(length, null));
    }

    public void Sync()
    {
        foreach (var change in _unsynced)
            Apply(change);
        _unsynced.Clear();
    }

    /// <summary>After a failed sync the system calls the pages clean: some reached the disk, and no later sync writes the others.</summary>
    public void ForgetUnsynced(Random random)
    {
        foreach (var change in _unsynced)
            ApplySome(change, random);
        _unsynced.Clear();
    }

    public void LosePower(Random random)
    {
        ForgetUnsynced(random);
        _seen.SetLength(0);
        _seen.Write(0, _onDisk.Bytes);
    }

    private void Apply(Change change)
    {
        if (change.Bytes is null)
            _onDisk.SetLength(change.Offset);
        else
            _onDisk.Write(change.Offset, change.Bytes);
    }

    private void ApplySome(Change change, Random random)
    {
        if (change.Bytes is null)
        {
            if (random.Next(2) == 0)
                Apply(change);
            return;
        }

        // Often all or nothing of a write survives, else sector by sector.
        var kept = random.Next(3);
        for (var at = 0; at < change.Bytes.Length;)
        {
            var length = (int)Math.Min(SectorBytes - ((change.Offset + at) % SectorBytes), change.Bytes.Length - at);
            if (kept == 1 || (kept == 2 && random.Next(2) == 0))
                _onDisk.Write(change.Offset + at, change.Bytes.AsSpan(at, length));
            at += length;
        }
    }

    private readonly record struct Change(long Offset, byte[]? Bytes);

    private sealed class Image
    {
        private byte[] _bytes = [];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var end = checked((int)(offset + bytes.Length));
            if (end > _length && bytes.Length > 0)
                SetLength(end);
            bytes.CopyTo(_bytes.AsSpan((int)Math.Min(offset, _length)));
        }

        public void SetLength(long length)
        {
            var wanted = checked((int)length);
            if (wanted > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(wanted, _bytes.Length * 2));
            if (wanted < _length)
                Array.Clear(_bytes, wanted, _length - wanted);
            _length = wanted;
        }
    }
}
